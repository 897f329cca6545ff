using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace S2Grid.Times.Contention;

/// <summary>A published table of times by the number of vCPUs: a JSON file in this folder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Source">Who published it, and how it was made.</param>
/// <param name="Unit">The times' unit.</param>
/// <param name="Columns">The columns; each has a fit of its own.</param>
public sealed record PublishedTable(string Name, string Machine, string Source, string Unit, IReadOnlyList<PublishedColumn> Columns)
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The tables that ship with the program, by name.</summary>
    public static IReadOnlyList<PublishedTable> All { get; } =
    [
        .. typeof(PublishedTable).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(Read<PublishedTable>),
    ];

    /// <summary>Reads a JSON file that ships with the program.</summary>
    internal static T Read<T>(string resource)
    {
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize<T>(file, Strict)!;
    }
}
