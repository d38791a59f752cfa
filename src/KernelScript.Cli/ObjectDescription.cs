using System.Globalization;
using System.Text.Json;

namespace KernelScript.Cli;

/// <summary>A kernel object in words: what it is called by, and its value.</summary>
/// <param name="Members">Texts and whole numbers, the same ones in the same order for all objects of a kind.</param>
internal sealed record ObjectDescription(IReadOnlyList<(string Name, object Value)> Members)
{
    /// <summary>Writes objects of a kind: a table, or one JSON object with a list in it.</summary>
    /// <param name="kind">What the list is called: <c>programs</c>.</param>
    public static void WriteList(
        ToolConsole console, bool isJson, string kind, IReadOnlyList<ObjectDescription> objects)
    {
        if (isJson)
        {
            JsonText.WriteObject(console.Output, json =>
            {
                json.WriteStartArray(kind);
                foreach (ObjectDescription item in objects)
                {
                    json.WriteStartObject();
                    item.WriteMembers(json);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
        else if (objects.Count == 0)
        {
            console.Output.WriteLine($"no {kind}");
        }
        else
        {
            console.WriteTable(
                [.. objects[0].Members.Select(static member => member.Name)],
                [.. objects.Select(static item => item.Values())]);
        }
    }

    /// <summary>Writes this object alone: a line for each member, or one JSON object.</summary>
    public void Write(ToolConsole console, bool isJson)
    {
        if (isJson)
        {
            JsonText.WriteObject(console.Output, WriteMembers);
            return;
        }

        int width = Members.Max(static member => member.Name.Length);
        foreach ((string name, object value) in Members)
        {
            console.Output.WriteLine($"{name.PadRight(width)}  {Text(value)}".TrimEnd());
        }
    }

    private IReadOnlyList<string> Values() => [.. Members.Select(static member => Text(member.Value))];

    private void WriteMembers(Utf8JsonWriter json)
    {
        foreach ((string name, object value) in Members)
        {
            if (value is string text)
            {
                json.WriteString(name, text);
            }
            else
            {
                json.WriteNumber(name, Convert.ToUInt64(value, CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
