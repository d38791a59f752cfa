using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Bpf.Syscalls;
using KernelScript.Userspace.Emission;

namespace KernelScript.Userspace.Runtime;

/// <summary>Runs the userspace half of a script in this process.</summary>
public sealed class ScriptHost : IDisposable
{
    private const int InterruptedStatus = 130;
    private const int UsageStatus = 2;

    private readonly string _name;
    private readonly UserspaceAssembly _assembly;
    private readonly TextWriter _output;
    private readonly TextWriter _errors;
    private readonly ScriptRuntime _runtime;

    /// <summary>A script ready to run.</summary>
    /// <param name="name">The script's name, for its help and messages.</param>
    /// <param name="assembly">Its userspace half.</param>
    /// <param name="kernel">Its kernel half; disposed with the host.</param>
    /// <param name="output">Where <c>print</c> goes.</param>
    /// <param name="errors">Where messages go.</param>
    public ScriptHost(
        string name, UserspaceAssembly assembly, IScriptKernel kernel, TextWriter output, TextWriter errors)
    {
        _name = name;
        _assembly = assembly;
        _output = output;
        _errors = errors;
        _runtime = new ScriptRuntime(kernel, output, errors);
    }

    /// <summary>Asks the running script to end; from any thread.</summary>
    public void Interrupt() => _runtime.Interrupt();

    /// <summary>Runs <c>main</c>.</summary>
    /// <returns>
    /// What <c>main</c> returns; 1 after an error, 2 after a mistake on the command line, 130 after an interrupt.
    /// Messages
    /// have been written by then.
    /// </returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        var line = new ScriptCommandLine(_name, _assembly.Options, _assembly.OptionsSize);
        ScriptCommandLineResult parsed = line.Parse(arguments);
        if (parsed.IsHelp)
        {
            _output.Write(line.Help);
            return 0;
        }

        if (parsed.Problem is { } problem)
        {
            _errors.WriteLine($"{_name}: {problem}");
            _errors.Write(line.Help);
            return UsageStatus;
        }

        return Guarded(() => InvokeMain(parsed.Arguments));
    }

    /// <summary>Runs a <c>@test</c> function.</summary>
    /// <param name="name">The function.</param>
    /// <returns>Null when it passed, otherwise why not.</returns>
    /// <exception cref="ScriptInterruptedException">An interrupt ended it.</exception>
    public string? RunTest(string name)
    {
        try
        {
            return InvokeTest(name);
        }
        catch (ScriptExitException exit)
        {
            return exit.Status == 0 ? null : exit.Message;
        }
        catch (Exception error) when (error is ScriptErrorException or ScriptThrowException or BpfException)
        {
            return error.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();

    private int Guarded(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (ScriptInterruptedException)
        {
            return InterruptedStatus;
        }
        catch (ScriptExitException exit)
        {
            return exit.Status;
        }
        catch (Exception error) when (error is ScriptErrorException or ScriptThrowException or BpfException)
        {
            _errors.WriteLine($"{_name}: {error.Message}");
            return 1;
        }
    }

    private int InvokeMain(byte[] arguments) => WithScript(script =>
    {
        MethodInfo main = script.GetMethod("main")!;
        object?[] values = main.GetParameters().Length == 0
            ? []
            : [new ScriptPointer(new ManagedMemory(arguments), 0)];
        object? result = main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, values, null);
        return result is null ? 0 : Convert.ToInt32(result, CultureInfo.InvariantCulture);
    });

    // A number is 0 when all is well, a truth value true.
    private string? InvokeTest(string name) => WithScript(script =>
    {
        object? result = script.GetMethod(name)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [], null);
        return result switch
        {
            null or true => _runtime.UnexpectedResult,
            false => "it returned false",
            _ when Convert.ToInt64(result, CultureInfo.InvariantCulture) == 0 => _runtime.UnexpectedResult,
            _ => _runtime.UnexpectedResult ?? string.Create(CultureInfo.InvariantCulture, $"it returned {result}"),
        };
    });

    private T WithScript<T>(Func<Type, T> action)
    {
        var context = new AssemblyLoadContext(_name, isCollectible: true);
        try
        {
            using var image = new MemoryStream(_assembly.Image);
            Type script = context.LoadFromStream(image).GetType(UserspaceCompiler.ClassName, throwOnError: true)!;
            script.GetField(UserspaceCompiler.RuntimeField)!.SetValue(null, _runtime);
            script.GetMethod(UserspaceCompiler.StartMethod)!.CreateDelegate<Action>()();
            return action(script);
        }
        finally
        {
            context.Unload();
        }
    }
}
