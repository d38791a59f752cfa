using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KernelScript.Cli;

/// <summary>Writes one JSON object for programs to read.</summary>
internal static class JsonText
{
    // Quotes and comparison signs stay readable; nothing here ends up in a web page.
    private static readonly JsonWriterOptions _options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="writeMembers">Writes the members of the object.</param>
    public static void WriteObject(TextWriter output, Action<Utf8JsonWriter> writeMembers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, _options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
