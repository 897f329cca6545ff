
using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;

namespace S2Grid.Cli.Catalogue;

/// <summary>What <c>s2grid presets show</c> was asked to do.</summary>
/// <param name="Name">The preset's name.</param>
public sealed record PresetsShowSettings(string Name) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (ShippedPresets.Find(Name) is null)
        {
            yield return UsageError.Unknown($"there is no preset '{Name}'", Name, [.. ShippedPresets.All.Select(preset => preset.Name)]);
        }
    }
}
