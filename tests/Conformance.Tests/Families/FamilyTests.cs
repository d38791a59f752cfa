using Bpf.TestSupport;
using KernelScript.Compiler;
using KernelScript.Syntax;
using Scripts.Testing;

namespace Conformance.Tests;

/// <summary>Operators and casts of every integer type, held against arithmetic on numbers of any size.</summary>
public sealed class FamilyTests
{
    private static readonly Dictionary<string, Func<IntegerKind, FamilyScript>> _families = new()
    {
        ["operators"] = FamilyScript.Operators,
        ["operators on constants"] = FamilyScript.FoldedOperators,
        ["operators on two types"] = FamilyScript.MixedOperators,
        ["casts"] = FamilyScript.Casts,
    };

    public static TheoryData<string, string> Families()
    {
        var data = new TheoryData<string, string>();
        foreach (string family in _families.Keys)
        {
            foreach (IntegerKind kind in IntegerKind.All)
            {
                data.Add(family, kind.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Integers_are_computed_right_in_the_vm(string family, string type)
    {
        foreach (CaseBuild build in CaseBuilds.ForVm)
        {
            Check(build, family, type, compilation => new VmTarget(compilation.Collection!));
        }
    }

    [KernelTheory("6.1")]
    [MemberData(nameof(Families))]
    public void Integers_are_computed_right_in_the_kernel(string family, string type)
    {
        foreach (CaseBuild build in CaseBuilds.ForKernel)
        {
            Check(build, family, type, compilation => new KernelTarget(compilation.Collection!));
        }
    }

    private static void Check(CaseBuild build, string family, string type, Func<Compilation, IScriptTarget> start)
    {
        FamilyScript script = _families[family](IntegerKind.Named(type));
        build.Check($"{family} of {type}", () =>
        {
            Compilation compilation = build.Compile(new SourceText(script.Text, $"{family}-{type}.ks"));
            using IScriptTarget target = start(compilation);
            Assert.Equal(2u, target.Run("f", new ProgramInput(true, new byte[64]))!.ReturnValue);
            var places = new Places(compilation, target);
            Assert.Equal(script.Expected, script.Expected.Select(e => (e.Place, places.Read(e.Place))));
        });
    }
}
