using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Models;

/// <summary>Which cost model a command is about.</summary>
/// <param name="Name">The model's name; null for all.</param>
/// <param name="Format">What to write.</param>
internal sealed record ModelSettings(string? Name, Format Format) : ISettings
{
    /// <summary>The models that are meant.</summary>
    public IReadOnlyList<CostModel> Models => Name is null ? CostModels.All : [CostModels.Find(Name)!];

    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (Name is not null && CostModels.Find(Name) is null)
        {
            yield return UsageError.Unknown("cost model", Name, [.. CostModels.All.Select(model => model.Name)]);
        }
    }
}
