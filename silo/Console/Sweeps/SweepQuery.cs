using S2Grid.Contracts.Sweeps;

namespace S2Grid.Web.Sweeps;

/// <summary>The choices in the address of a sweep's page.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Where">The condition that runs meet; null for all.</param>
/// <param name="Metric">The metric of the heat map; null for the usual one.</param>
/// <param name="Across">The heat map's axis across; null for the usual one.</param>
/// <param name="Down">The heat map's axis down; null for the usual one.</param>
public sealed record SweepQuery(SweepStatus Sweep, string? Where, string? Metric, string? Across, string? Down)
{
    /// <summary>Reads an address.</summary>
    public static SweepQuery Read(SweepStatus sweep, IQueryCollection query)
    {
        return new SweepQuery(sweep, Of("where"), Of("metric"), Of("across"), Of("down"));

        string? Of(string choice) => query[choice].ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The address of the page without choices.</summary>
    public string Path => SweepPages.AddressOf(Sweep);

    /// <summary>An address below it, with the same choices.</summary>
    public string Under(string path) => Path + path + (Choices.ToArray() is { Length: > 0 } choices
        ? "?" + string.Join('&', choices.Select(choice => $"{choice.Name}={Uri.EscapeDataString(choice.Value)}")) : "");

    /// <summary>The choices that were made.</summary>
    public IEnumerable<(string Name, string Value)> Choices =>
        from choice in ((string Name, string? Value)[])
            [("where", Where), ("metric", Metric), ("across", Across), ("down", Down)]
        where choice.Value is not null
        select (choice.Name, choice.Value);
}
