using System.CommandLine;
using System.CommandLine.Parsing;

namespace KernelScript.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonOptions
{
    public static Argument<string> File(string description = "The script, FILE.ks.") =>
        new("FILE") { Description = description, Validators = { RefuseOption } };

    public static Option<string?> TargetKernel() => new("--target-kernel")
    {
        Description = "Oldest kernel that the code must run on, such as 6.1. Default: the running kernel.",
        HelpName = "VERSION",
    };

    public static Option<string?> Isa() => new("--isa")
    {
        Description = "Instruction set to use: v1, v2, v3 or v4. Default: the newest that the target kernel has.",
        HelpName = "LEVEL",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object for programs to read." };

    // The parser takes a misspelt option for the file.
    private static void RefuseOption(ArgumentResult file)
    {
        string word = file.Tokens.Count > 0 ? file.Tokens[0].Value : "";
        if (word.StartsWith('-') && !System.IO.File.Exists(word))
        {
            file.AddError(UsageProblem.UnknownOption(word));
        }
    }
}
