using System.Globalization;
using System.Text;
using Bpf.TestSupport;
using KernelScript.Compiler;
using KernelScript.Semantics;
using KernelScript.Syntax;
using Scripts.Testing;

namespace Conformance.Tests;

/// <summary>Random scripts: accepted by the kernel, and the same everywhere.</summary>
/// <remarks>
/// <c>RANDOM_SCRIPTS</c> sets how many, <c>RANDOM_SEED</c> where they start. A failure names the seed of its script.
/// </remarks>
public sealed class RandomScriptTests
{
    private const int Batches = 10;

    // Without passes a script may be too long a walk for the verifier, and kernels with bpf_loop refuse a callback that
    // only code dead to the verifier names. What those builds compute is compared in the VM.
    private static readonly CaseBuild _inKernel = CaseBuilds.ForKernel[0];

    private static readonly int _count = Setting("RANDOM_SCRIPTS", 200);
    private static readonly int _seed = Setting("RANDOM_SEED", 1);

    private static readonly byte[][] _packets = [[.. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))], new byte[20]];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, Batches).Select(i => _seed + (i * (_count / Batches)))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_scripts_do_the_same_in_all_builds(int first)
    {
        bool hasKernel = KernelRequirement.Unmet("6.1", KernelFeature.None) is null;
        for (int seed = first; seed < first + (_count / Batches); seed++)
        {
            string text = RandomScript.Create(seed);
            var source = new SourceText(text, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}.ks"));
            string? expected = null;
            foreach (CaseBuild build in CaseBuilds.ForVm)
            {
                build.Check(Describe(seed, text), () =>
                {
                    Compilation compilation = build.Compile(source);
                    string inVm = Run(compilation, new VmTarget(compilation.Collection!));
                    expected ??= inVm;
                    Assert.Equal(expected, inVm);
                    if (hasKernel && build == _inKernel)
                    {
                        Assert.Equal(expected, Run(compilation, new KernelTarget(compilation.Collection!)));
                    }
                });
            }
        }
    }

    private static string Describe(int seed, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"seed {seed}:\n{text}\n");

    /// <summary>Everything that two runs left behind.</summary>
    private static string Run(Compilation compilation, IScriptTarget target)
    {
        using (target)
        {
            var result = new StringBuilder();
            foreach (byte[] packet in _packets)
            {
                ScriptOutcome outcome = target.Run("f", new ProgramInput(true, packet))!;
                result.AppendLine(
                    CultureInfo.InvariantCulture, $"{outcome.ReturnValue} {Convert.ToHexString(outcome.Packet)}");
            }

            foreach (VariableSymbol variable in compilation.Program.Globals)
            {
                AppendBytes(result, variable.Name, target.Variable(variable.Name));
            }

            // What no program uses is in no object, and another build may have found out more.
            foreach (MapSymbol map in compilation.Program.Maps.Where(m => compilation.Collection!.Maps.Contains(m.Name)))
            {
                AppendMap(result, map, target);
            }

            return result.ToString();
        }
    }

    private static void AppendMap(StringBuilder result, MapSymbol map, IScriptTarget target)
    {
        for (int key = 0; key < 256 && key < (map.IsArray ? map.MaxEntries : 256); key++)
        {
            byte[] bytes = Places.Bytes(key.ToString(CultureInfo.InvariantCulture), map.Key);
            if (target.Read(map.Name, bytes) is { } value)
            {
                AppendBytes(result, $"{map.Name}[{key}]", value);
            }
        }
    }

    private static void AppendBytes(StringBuilder result, string name, byte[]? bytes) =>
        result.AppendLine(CultureInfo.InvariantCulture, $"{name} {Convert.ToHexString(bytes ?? [])}");

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
