using System.Text;

namespace KernelScript.Cli;

/// <summary>Reads the file that a command was given.</summary>
internal static class InputFile
{
    private const int LargestBytes = 64 << 20;

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The path as typed.</param>
    /// <param name="wanted">What to give instead: <c>a script, FILE.ks</c>.</param>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static byte[] Read(string path, string wanted)
    {
        if (path.Length == 0)
        {
            throw new ToolException($"the path is empty: give the path of {wanted}");
        }

        if (Directory.Exists(path))
        {
            throw new ToolException($"{path}: is a folder: give the path of {wanted}");
        }

        try
        {
            return ReadAll(path, wanted);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ToolException($"{path}: no such file: give the path of {wanted}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ToolException(
                $"{path}: the file cannot be read: permission denied: change its mode, or be a user who may read it");
        }
        catch (IOException e)
        {
            throw new ToolException($"{path}: the file cannot be read: {e.Message}: give the path of {wanted}");
        }
    }

    /// <summary>The text of a script: UTF-8 with or without a byte order mark.</summary>
    /// <exception cref="ToolException">It cannot be read, or is no text.</exception>
    public static string ReadText(string path, string wanted)
    {
        byte[] bytes = Read(path, wanted);
        if (bytes.AsSpan().Contains((byte)0))
        {
            throw new ToolException($"{path}: this is no text, it has zero bytes: give the path of {wanted}");
        }

        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // A device or pipe has no length, and may never end.
    private static byte[] ReadAll(string path, string wanted)
    {
        using FileStream file = File.OpenRead(path);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        while (file.Read(buffer) is var count and > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > LargestBytes)
            {
                throw new ToolException($"{path}: larger than {LargestBytes >> 20} MiB: give the path of {wanted}");
            }
        }

        return bytes.ToArray();
    }
}
