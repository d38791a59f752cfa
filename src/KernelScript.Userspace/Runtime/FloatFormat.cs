using System.Globalization;

namespace KernelScript.Userspace.Runtime;

/// <summary>Floating point as C's <c>printf</c> shows it: <c>%f</c>, <c>%e</c>, <c>%g</c>.</summary>
internal static class FloatFormat
{
    private const int DefaultPrecision = 6;

    /// <summary>The number by a conversion; anything but <c>e</c> and <c>g</c> is <c>f</c>.</summary>
    public static string Print(double number, char conversion, int? precision)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        return conversion switch
        {
            'e' => Scientific(number, precision ?? DefaultPrecision),
            'g' => Shortest(number, Math.Max(1, precision ?? DefaultPrecision)),
            _ => Fixed(number, precision ?? DefaultPrecision),
        };
    }

    private static string Fixed(double number, int precision) =>
        number.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // .NET writes three digits of exponent at least, C two.
    private static string Scientific(double number, int precision)
    {
        string format = precision == 0 ? "0e+00" : "0." + new string('0', precision) + "e+00";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    // C: style e when the exponent is below -4 or not below the precision; zeros at the end are left out.
    private static string Shortest(double number, int precision)
    {
        string scientific = Scientific(number, precision - 1);
        int mark = scientific.IndexOf('e', StringComparison.Ordinal);
        int exponent = int.Parse(
            scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= precision
            ? WithoutZeros(scientific[..mark]) + scientific[mark..]
            : WithoutZeros(Fixed(number, precision - 1 - exponent));
    }

    private static string WithoutZeros(string digits) =>
        digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
}
