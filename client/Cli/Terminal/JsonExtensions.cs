using System.Text.Json;

namespace S2Grid.Cli.Terminal;

/// <summary>What <see cref="Utf8JsonWriter"/> lacks.</summary>
public static class JsonExtensions
{
    /// <summary>Writes a number, or null where there is none.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
