using System.CommandLine;
using Bpf.Loader;
using KernelScript.Compiler;
using KernelScript.Semantics.Lowering;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript compile</c>: writes the object file.</summary>
internal static class CompileCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File();
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The object file to write. Default: FILE.o beside the script.", HelpName = "FILE.o",
        };
        Option<string?> kernel = CommonOptions.TargetKernel();
        Option<string?> isa = CommonOptions.Isa();
        var command = new Command("compile", "Writes an object file that libbpf and bpftool load.")
        {
            file, output, kernel, isa,
        };
        command.SetAction(line =>
        {
            string path = line.GetValue(file)!;
            string target = line.GetValue(output) ?? Path.ChangeExtension(path, ".o");
            Compilation compilation = ScriptCompilation.Compile(
                console, path, ScriptCompilation.Options(line.GetValue(kernel), line.GetValue(isa)));
            Write(target, ObjectOf(path, compilation.Collection!));
            return 0;
        });
        return command;
    }

    private static byte[] ObjectOf(string path, CollectionSpec collection)
    {
        // libbpf fills no maps, so what starts from another value than zero would be lost without a word.
        if (collection.Maps.Any(m => m.Name == PinnedGlobals.MapName && !m.Contents.IsEmpty))
        {
            throw new ToolException(
                $"{path}: an object file cannot hold the first values of 'pin var' globals: start them from zero, "
                + "or run the script with 'kernelscript run'");
        }

        return ObjectWriter.Write(collection);
    }

    /// <summary>Writes the whole file or nothing.</summary>
    private static void Write(string path, byte[] contents)
    {
        if (Directory.Exists(path))
        {
            throw new ToolException($"{path}: is a folder: give -o the path of a file, FILE.o");
        }

        string partial = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(partial, contents);
            File.Move(partial, path, overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            throw new ToolException($"{path}: the file cannot be written: its folder does not exist: create it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new ToolException($"{path}: the file cannot be written: {e.Message}: give another file with -o");
        }
    }
}
