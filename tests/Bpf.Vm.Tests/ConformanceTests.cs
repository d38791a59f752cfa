using System.Text.Json;
using Bpf.Asm;
using Bpf.TestSupport;

namespace Bpf.Vm.Tests;

/// <summary>The conformance suite of the instruction set, where it lies beside the repository.</summary>
public class ConformanceTests
{
    // Cases that ask for what only another VM's loader does: no read of R10, no call of the next instruction, at most
    // 65,536 instructions, no gotol (opcode 0x06).
    private static readonly HashSet<string> _otherLoaders = new(StringComparer.Ordinal)
    {
        "negative/error",
        "ubpf/errors/err-call0",
        "ubpf/errors/err-too-many-instructions",
        "ubpf/errors/err-unknown-opcode",
    };

    [Fact]
    public void Every_positive_case_gives_its_R0()
    {
        int run = 0;
        var failures = new List<string>();
        foreach (Case test in Read().Where(test => test.Kind is "positive" or "helpers" && test.R0 is not null))
        {
            if (test.Code is null)
            {
                continue;
            }

            run++;
            string actual = RunOrError(test);
            if (actual != $"0x{test.R0:x}")
            {
                failures.Add($"{test.Name}: {actual}, not 0x{test.R0:x}");
            }
        }

        Assert.Empty(failures);
        Assert.True(run > 350, $"only {run} cases were found");
    }

    [Fact]
    public void Code_with_reserved_fields_in_use_is_refused()
    {
        int run = 0;
        foreach (Case test in Read().Where(test => test.Name.StartsWith("negative/unused-", StringComparison.Ordinal)))
        {
            run++;
            Assert.Throws<InstructionFormatException>(() =>
                InstructionEncoding.Decode(Convert.FromHexString(test.Code!)));
        }

        Assert.True(run > 40, $"only {run} cases were found");
    }

    [Fact]
    public void Faulty_programs_are_refused_or_stopped()
    {
        int run = 0;
        foreach (Case test in Read().Where(test => test.Kind == "negative" && test.Code is not null))
        {
            bool isFaulty = test.Name.StartsWith("ubpf/errors/", StringComparison.Ordinal) || test.Error is not null;
            if (isFaulty && !_otherLoaders.Contains(test.Name))
            {
                run++;
                string outcome = RunOrError(test);
                Assert.True(outcome is "VmException" or "InstructionFormatException", $"{test.Name}: {outcome}");
            }
        }

        Assert.True(run > 60, $"only {run} cases were found");
    }

    [Fact]
    public void A_wrong_expectation_is_noticed()
    {
        Case test = Read().Single(test => test.Name == "negative/incorrect_return_value_high_bits");
        Assert.NotEqual($"0x{test.R0:x}", RunOrError(test));
    }

    [Fact]
    public void Cases_need_the_isa_that_the_suite_says()
    {
        foreach (Case test in Read().Where(test =>
            test.Kind == "positive" && test.Code is not null && test.Name != "callx"))
        {
            IsaLevel needed = InstructionEncoding.Decode(Convert.FromHexString(test.Code!))
                .Max(instruction => instruction.RequiredIsa());
            Assert.True(needed <= test.Isa, $"{test.Name}: {needed}, not {test.Isa}");
        }
    }

    private static string RunOrError(Case test)
    {
        try
        {
            var machine = new VmMachine(ConformanceHelpers.All) { InstructionBudget = 1_000_000_000 };
            if (test.Error is not null || test.Kind == "negative")
            {
                machine.InstructionBudget = 100_000;
            }

            VmProgram program = VmProgram.Decode(Convert.FromHexString(test.Code!));
            var memory = new MemoryContext(Convert.FromHexString(test.Memory));
            return $"0x{machine.Run(program, memory).ReturnValue:x}";
        }
        catch (Exception error) when (error is VmException or InstructionFormatException)
        {
            return test.Kind == "negative" ? error.GetType().Name : error.Message;
        }
    }

    private static IEnumerable<Case> Read()
    {
        string path = SharedFolder.Require("isa", "conformance.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            JsonElement expect = element.GetProperty("expect");
            string? Expected(string name) =>
                expect.ValueKind == JsonValueKind.Object && expect.TryGetProperty(name, out JsonElement found)
                    ? found.GetString()
                    : null;
            string cpu = element.GetProperty("cpu").GetString() ?? "v4";
            yield return new Case(
                element.GetProperty("name").GetString()!,
                element.GetProperty("kind").GetString()!,
                element.GetProperty("insns_hex").GetString() is { Length: > 0 } code ? code : null,
                element.GetProperty("mem_hex").GetString() ?? "",
                Expected("r0") is { } r0 ? Convert.ToUInt64(r0, 16) : null,
                Expected("error"),
                (IsaLevel)(cpu[1] - '0'));
        }
    }

    private sealed record Case(
        string Name, string Kind, string? Code, string Memory, ulong? R0, string? Error, IsaLevel Isa);
}
