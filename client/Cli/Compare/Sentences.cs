using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using static System.FormattableString;

namespace S2Grid.Cli.Compare;

/// <summary>Notes that stand below more than one kind of table.</summary>
internal static class Sentences
{
    /// <summary>What must be said where <see cref="IsLazyInNameOnly"/>.</summary>
    public const string LazyInNameOnly =
        "On x64 KVM splits eagerly as its module parameter eager_page_split says, whatever the chunk: there 'lazy' and chunk 0 do not mean "
        + "that it did not. The column 'surroundings' of the results has the parameter.";

    /// <summary>Whether a machine may have split eagerly although the runs' chunk says that it did not.</summary>
    public static bool IsLazyInNameOnly(RunGroup group) =>
        group.Architecture is not (null or SimulatedCounts.Architecture) && group.Configuration.Chunk.Bytes == 0;

    /// <summary>What must be said of a cost model's predictions.</summary>
    public static string Predicted(CostModel model) =>
        $"Predicted, not measured: cost model {model.Name}, {model.Description}. {model.Limits}";

    /// <summary>How many runs failed, and why the first of them did.</summary>
    public static string Failed(RunGroup group) =>
        Invariant($"Failed: {group.Failed:N0} of {group.Failed + group.Runs:N0} runs of {group.Configuration.Canonical}: {group.Error}");

    /// <summary>That nothing is shown because there is nothing.</summary>
    public static string Nothing(string? where) => where is null ? "There are no results yet." : "No run matches the condition.";
}
