using FsCheck;
using FsCheck.Fluent;
using KernelScript.Ir.Text;

namespace KernelScript.Ir.Tests.Text;

public sealed class RoundTripTests
{
    [Fact]
    public void What_is_printed_reads_back_to_the_same_module()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            IrModule module = new RandomModule(seed).Create();
            string text = IrPrinter.Print(module);
            IrModule again = IrParser.Parse(text);
            return (IrEquality.Difference(module, again) is null).Label(IrEquality.Difference(module, again) + "\n" + text)
                .And(text == IrPrinter.Print(again));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Damaged_text_gives_only_the_format_exception()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            string text = Damage(IrPrinter.Print(new RandomModule(seed).Create()), random);
            try
            {
                IrModule read = IrParser.Parse(text);
                return IrEquality.Difference(read, IrParser.Parse(IrPrinter.Print(read))) is null;
            }
            catch (IrFormatException e)
            {
                return e is { Line: > 0, Column: > 0 };
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
    }

    private static string Damage(string text, Random random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 6), text.Length - at);
            string other = text.Substring(random.Next(text.Length - length + 1), length);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, other),
                _ => text.Remove(at, length).Insert(at, other),
            };
        }

        return text;
    }
}
