using System.Collections.Immutable;
using System.Text;

namespace KernelScript.Userspace.Runtime;

/// <summary>What became of a script's command line.</summary>
/// <param name="Arguments">The struct's bytes, when the line was good.</param>
/// <param name="IsHelp">Whether the user asked for help.</param>
/// <param name="Problem">What is wrong, or null.</param>
public sealed record ScriptCommandLineResult(byte[] Arguments, bool IsHelp, string? Problem);

/// <summary>Reads the command line of a script into the struct that its <c>main</c> takes.</summary>
public sealed class ScriptCommandLine(string script, ImmutableArray<ScriptOption> options, int size)
{
    /// <summary>The help text.</summary>
    public string Help
    {
        get
        {
            var text = new StringBuilder($"usage: {script}{(options.IsEmpty ? "" : " [options]")}\n");
            foreach (ScriptOption option in options)
            {
                string left = option.Kind == ScriptOptionKind.Bool
                    ? $"  --{option.Shown}"
                    : $"  --{option.Shown}=<{option.TypeName}>";
                text.Append(option.ShownDefault is { } value ? $"{left,-36} default {value}\n" : $"{left}\n");
            }

            return text.Append("  --help\n").ToString();
        }
    }

    /// <summary>Reads <c>--name=value</c>, <c>--name value</c> and switches.</summary>
    public ScriptCommandLineResult Parse(IReadOnlyList<string> arguments)
    {
        byte[] bytes = new byte[size];
        foreach (ScriptOption option in options)
        {
            option.Default.CopyTo(bytes.AsSpan(option.Offset));
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument is "--help" or "-h")
            {
                return new ScriptCommandLineResult(bytes, true, null);
            }

            string? problem = ParseOption(arguments, ref i, bytes);
            if (problem is not null)
            {
                return new ScriptCommandLineResult(bytes, false, problem);
            }
        }

        return new ScriptCommandLineResult(bytes, false, null);
    }

    private string? ParseOption(IReadOnlyList<string> arguments, ref int i, byte[] bytes)
    {
        string argument = arguments[i];
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return $"'{argument}' is not an option: options start with '--'";
        }

        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = (equals < 0 ? argument[2..] : argument[2..equals]).Replace('-', '_');
        ScriptOption? option = options.FirstOrDefault(o => o.Name == name);
        if (option is null)
        {
            return $"there is no option '--{name.Replace('_', '-')}'";
        }

        string? value = equals >= 0 ? argument[(equals + 1)..] : null;
        if (value is null && option.Kind == ScriptOptionKind.Bool)
        {
            bool hasValue = i + 1 < arguments.Count && arguments[i + 1] is ("true" or "false" or "0" or "1");
            value = hasValue ? arguments[++i] : "true";
        }
        else if (value is null)
        {
            if (i + 1 >= arguments.Count)
            {
                return $"option '--{option.Shown}' needs a value";
            }

            value = arguments[++i];
        }

        string? wrong = option.TryRead(value, bytes.AsSpan(option.Offset, option.Size));
        return wrong is null ? null : $"option '--{option.Shown}': {wrong}";
    }
}
