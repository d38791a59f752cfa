using System.CommandLine;
using System.CommandLine.Parsing;

namespace KernelScript.Cli;

/// <summary>Says in one sentence what is wrong with a command line.</summary>
internal static class UsageProblem
{
    /// <summary>The first mistake of a line that has some: what, and what to do.</summary>
    public static string Describe(ParseResult line)
    {
        Command command = line.CommandResult.Command;
        string? stray = line.UnmatchedTokens.Count > 0 ? line.UnmatchedTokens[0] : null;
        return command is RootCommand
            ? DescribeCommand(command, stray)
            : $"{command.Name}: {Describe(line, command, stray)}";
    }

    /// <summary>What to say of a word that looks like an option and is none.</summary>
    public static string UnknownOption(string word) => $"there is no option '{word}'";

    private static string DescribeCommand(Command root, string? stray)
    {
        string names = string.Join(", ", root.Subcommands.Select(c => c.Name));
        string problem = stray is null ? "a command is missing" : $"there is no command '{stray}'";
        return $"{problem}: use one of {names}";
    }

    private static string Describe(ParseResult line, Command command, string? stray)
    {
        // A misspelt option takes the place of the file, and the file is then what seems to be too much.
        ParseError error = line.Errors.FirstOrDefault(e => e.SymbolResult is ArgumentResult { Tokens.Count: > 0 })
            ?? line.Errors[0];
        return (error.SymbolResult, stray) switch
        {
            (ArgumentResult { Parent: CommandResult, Tokens.Count: > 0 }, _) => FirstLine(error.Message),
            (_, ['-', ..]) => UnknownOption(stray) + ScriptOptions(command),
            (_, not null) => $"'{stray}' is one argument too many",
            (ArgumentResult { Parent: OptionResult option }, _) => Describe(option, error),
            (OptionResult option, _) => Describe(option, error),
            (ArgumentResult argument, _) => $"{argument.Argument.Name} is missing: {argument.Argument.Description}",
            _ => FirstLine(error.Message),
        };
    }

    private static string Describe(OptionResult result, ParseError error)
    {
        Option option = result.Option;
        return result.Tokens.Count > 0
            ? $"{option.Name} {result.Tokens[0].Value}: {FirstLine(error.Message)}"
            : $"{option.Name} {option.HelpName} is missing: {option.Description}";
    }

    private static string ScriptOptions(Command command) =>
        command.Arguments.Count > 1 ? ": options of the script follow after '--'" : "";

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
