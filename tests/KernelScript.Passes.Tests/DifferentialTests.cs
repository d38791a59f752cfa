using KernelScript.Backend.Passes;
using KernelScript.Ir;
using KernelScript.Ir.Interpretation;
using KernelScript.Ir.Testing;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace KernelScript.Passes.Tests;

/// <summary>Random programs do the same before and after each pass. <c>IR_PROGRAMS</c> says how many are tried.</summary>
public sealed class DifferentialTests
{
    private const int FirstSeed = 20_000;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("IR_PROGRAMS"), out int count) ? count : 400;

    public static TheoryData<string> Passes() => [.. PassPipeline.All.Select(p => p.Name)];

    [Fact]
    public void Generated_programs_are_well_formed_and_do_not_trap() => ForAllPrograms(program =>
    {
        if (IrVerifier.Check(program.Module) is [var first, ..])
        {
            return first;
        }

        ProgramRunner.Run(program, program.Module);
        return null;
    });

    [Theory]
    [InlineData(OptimizationLevel.None)]
    [InlineData(OptimizationLevel.Basic)]
    [InlineData(OptimizationLevel.Full)]
    public void A_level_keeps_what_a_program_does(OptimizationLevel level) => ForAllPrograms(program =>
        Compare(program, module => PassPipeline.Run(level, new PassContext(module) { VerifiesEach = true })));

    /// <summary>Each pass alone meets code that the passes before it would have cleaned up.</summary>
    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_keeps_what_a_program_does(string name)
    {
        IFunctionPass pass = PassPipeline.All.Single(p => p.Name == name);
        IFunctionPass ssa = new SsaConstruction();
        ForAllPrograms(program => Compare(program, module => RunAlone(module, [pass]))
            ?? Compare(program, module => RunAlone(module, [ssa, pass])));
    }

    /// <summary>Stopping between any two rewrites leaves a program that does the same.</summary>
    [Fact]
    public void A_step_limit_keeps_what_a_program_does() => ForAllPrograms(program =>
    {
        long limit = program.Packet[0] * 2L;
        return Compare(program, module => PassPipeline.Run(
            OptimizationLevel.Full, new PassContext(module) { VerifiesEach = true, StepLimit = limit }));
    });

    private static void RunAlone(IrModule module, IFunctionPass[] passes)
    {
        var context = new PassContext(module) { VerifiesEach = true };
        foreach (IFunctionPass pass in passes)
        {
            foreach (IrFunction function in module.Functions)
            {
                PassPipeline.Run(pass, function, context);
            }
        }
    }

    private static string? Compare(GeneratedProgram program, Action<IrModule> optimise)
    {
        IrModule optimised = IrParser.Parse(IrPrinter.Print(program.Module));
        optimise(optimised);
        string expected = ProgramRunner.Run(program, program.Module).ToString();
        string actual = ProgramRunner.Run(program, optimised).ToString();
        return expected == actual ? null : $"expected\n{expected}\nbut got\n{actual}\n\n{IrPrinter.Print(optimised)}";
    }

    /// <summary>Checks many programs; a failing one is made as small as it gets and shown with its seed.</summary>
    private static void ForAllPrograms(Func<GeneratedProgram, string?> check)
    {
        for (int seed = FirstSeed; seed < FirstSeed + Count; seed++)
        {
            var choices = new ChoiceSource(seed);
            if (Failure(ProgramGenerator.Create(choices), check) is not null)
            {
                int[] smallest = Shrinker.Shrink(
                    choices.Taken, c => Failure(ProgramGenerator.Create(new ChoiceSource(c)), check) is not null);
                GeneratedProgram program = ProgramGenerator.Create(new ChoiceSource(smallest));
                Assert.Fail($"seed {seed}: {Failure(program, check)}\n\n{IrPrinter.Print(program.Module)}");
            }
        }
    }

    private static string? Failure(GeneratedProgram program, Func<GeneratedProgram, string?> check)
    {
        try
        {
            return check(program);
        }
        catch (Exception e) when (e is IrTrapException or System.Diagnostics.UnreachableException or ArgumentException
            or NullReferenceException or IndexOutOfRangeException or InvalidOperationException or KeyNotFoundException)
        {
            return e.ToString();
        }
    }
}
