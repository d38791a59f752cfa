using System.Globalization;
using System.Numerics;
using System.Text;

namespace KernelScript.Userspace.Runtime;

/// <summary>How an option's text becomes bytes.</summary>
public enum ScriptOptionKind
{
    /// <summary>Unsigned integer of the field's size.</summary>
    Unsigned,

    /// <summary>Signed integer of the field's size.</summary>
    Signed,

    /// <summary>A switch: alone it means true; <c>=true</c>, <c>=false</c>, <c>=1</c> and <c>=0</c> are taken,
    /// too.</summary>
    Bool,

    /// <summary>One character.</summary>
    Char,

    /// <summary>Text of up to the field's size in bytes.</summary>
    Text,

    /// <summary>Floating point of 4 or 8 bytes.</summary>
    Float,
}

/// <summary>A field of the struct that <c>main</c> takes: an option of the script's command line.</summary>
/// <param name="Name">The field's name; <c>_</c> and <c>-</c> are the same in what the user types.</param>
/// <param name="Kind">How its text is read.</param>
/// <param name="TypeName">The type as the script has it, for the help.</param>
/// <param name="Offset">Bytes from the start of the struct.</param>
/// <param name="Size">Bytes of the field.</param>
/// <param name="Default">Its bytes when it is not given; empty for zero.</param>
public sealed record ScriptOption(
    string Name, ScriptOptionKind Kind, string TypeName, int Offset, int Size, byte[] Default)
{
    /// <summary>The name as shown: <c>interface-id</c>.</summary>
    public string Shown => Name.Replace('_', '-');

    /// <summary>The default as shown, or null where it is zero.</summary>
    public string? ShownDefault
    {
        get
        {
            if (Default.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                return null;
            }

            Span<byte> wide = stackalloc byte[8];
            wide.Clear();
            Default.AsSpan(0, Math.Min(Default.Length, 8)).CopyTo(wide);
            return Kind switch
            {
                ScriptOptionKind.Text => Encoding.UTF8.GetString(Default).TrimEnd('\0'),
                ScriptOptionKind.Bool => "true",
                ScriptOptionKind.Char => ((char)Default[0]).ToString(),
                ScriptOptionKind.Float when Size == 4 =>
                    BitConverter.ToSingle(Default).ToString(CultureInfo.InvariantCulture),
                ScriptOptionKind.Float => BitConverter.ToDouble(Default).ToString(CultureInfo.InvariantCulture),
                ScriptOptionKind.Signed => (BitConverter.ToInt64(wide) << (64 - (Size * 8)) >> (64 - (Size * 8)))
                    .ToString(CultureInfo.InvariantCulture),
                _ => BitConverter.ToUInt64(wide).ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    /// <summary>Reads <paramref name="text"/> into the bytes of the field.</summary>
    /// <returns>Null when it fits, otherwise what is wrong with it.</returns>
    public string? TryRead(string text, Span<byte> field)
    {
        field.Clear();
        switch (Kind)
        {
            case ScriptOptionKind.Text:
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                if (bytes.Length > Size)
                {
                    return $"'{text}' is longer than {Size} bytes";
                }

                bytes.CopyTo(field);
                return null;
            case ScriptOptionKind.Bool:
                return TryReadBool(text, field);
            case ScriptOptionKind.Char:
                if (text.Length != 1 || text[0] > 0xFF)
                {
                    return $"'{text}' is not a single character";
                }

                field[0] = (byte)text[0];
                return null;
            case ScriptOptionKind.Float:
                return TryReadFloat(text, field);
            default:
                return TryReadInteger(text, field);
        }
    }

    private static string? TryReadBool(string text, Span<byte> field)
    {
        switch (text)
        {
            case "true" or "1":
                field[0] = 1;
                return null;
            case "false" or "0":
                return null;
            default:
                return $"'{text}' is neither true nor false";
        }
    }

    private string? TryReadFloat(string text, Span<byte> field)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return $"'{text}' is not a number";
        }

        _ = Size == 4 ? BitConverter.TryWriteBytes(field, (float)number) : BitConverter.TryWriteBytes(field, number);
        return null;
    }

    private string? TryReadInteger(string text, Span<byte> field)
    {
        bool isNegative = text.StartsWith('-');
        string digits = isNegative ? text[1..] : text;
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && digits.Length > 2;
        bool parsed = isHex
            ? BigInteger.TryParse(
                "0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger number)
            : BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!parsed)
        {
            return $"'{text}' is not an integer";
        }

        number = isNegative ? -number : number;

        BigInteger span = BigInteger.One << (Size * 8);
        bool isSigned = Kind == ScriptOptionKind.Signed;
        BigInteger lowest = isSigned ? -span / 2 : 0;
        BigInteger highest = isSigned ? (span / 2) - 1 : span - 1;
        if (number < lowest || number > highest)
        {
            return $"{text} does not fit {TypeName}: use {lowest} to {highest}";
        }

        byte[] bytes = number.ToByteArray();
        byte fill = number.Sign < 0 ? (byte)0xFF : (byte)0;
        for (int i = 0; i < Size; i++)
        {
            field[i] = i < bytes.Length ? bytes[i] : fill;
        }

        return null;
    }
}
