namespace S2Grid.Experiments.Results;

/// <summary>Finds for every group of a sweep its row, its column and its baseline.</summary>
/// <param name="by">The values that vary from row to row.</param>
internal sealed class GroupMatcher(IReadOnlyList<string> by)
{
    /// <summary>Matches the configurations of one sweep with those that have the baseline's values and are else the same.</summary>
    /// <exception cref="RefusedException">A configuration and its baseline do not come from the same.</exception>
    internal IReadOnlyList<ComparedGroup> Match(ComparedSweep sweep, AxisPattern baseline)
    {
        string[] compared = [.. Axes.Names.Where((_, axis) => baseline.Values[axis] is not null)];
        string expected = Label(compared.Zip(baseline.Values.OfType<IReadOnlyList<string>>(), (name, values) => (name, values[0])));
        ILookup<RunConfiguration, RunGroup> known = sweep.Groups.ToLookup(group => group.Configuration);
        CheckVersions(known);
        bool areKernelsCompared = AreKernelsStrategies(sweep, compared);
        return [.. sweep.Groups.Select(Place)];

        ComparedGroup Place(RunGroup group)
        {
            RunConfiguration other = group.Configuration.With(baseline);
            RunGroup? found = Choose(group, [.. known[other]], areKernelsCompared);
            string column = found is null ? expected : ColumnOf(found);
            return ComparedGroup.Of(group, ColumnOf(group), by, compared, found, column);
        }

        string ColumnOf(RunGroup group) => Label(group.Configuration.EffectiveValues.Where(value => compared.Contains(value.Name)));
    }

    /// <summary>
    /// Whether the kernels that were measured stand for the strategies that are compared: on a machine a strategy is that of a kernel, so
    /// strategies that are compared there have kernels of their own, one each.
    /// </summary>
    internal static bool AreKernelsStrategies(ComparedSweep sweep, IReadOnlyCollection<string> compared) =>
        compared.Contains("strategy")
        && AreKernelsUnlike(sweep.Groups)
        && sweep.Groups.GroupBy(group => (group.Configuration.Strategy, group.Provenance, group.Agent))
            .All(same => !same.Select(group => group.Kernel).Distinct().Skip(1).Any());

    /// <summary>Whether groups were measured with several kernels.</summary>
    internal static bool AreKernelsUnlike(IReadOnlyList<RunGroup> groups) => groups.Select(group => group.Kernel).Distinct().Skip(1).Any();

    private static string Label(IEnumerable<(string Name, string Value)> values) => values.ToArray() switch
    {
        [var only] => only.Value,
        var several => string.Join(", ", several.Select(value => $"{value.Name} {value.Value}")),
    };

    /// <summary>The candidate's baseline of the same origin.</summary>
    internal static RunGroup? Choose(RunGroup group, IReadOnlyList<RunGroup> candidates, bool areKernelsCompared)
    {
        RunGroup[] same = [.. candidates.Where(other => Refusal(group, other, areKernelsCompared) is null)];
        RunGroup? exact = same.FirstOrDefault(other => other.Kernel == group.Kernel) ?? (same.Length == 1 ? same[0] : null);
        if (exact is not null || candidates.Count == 0)
            return exact;

        string refusal = same.Length > 1
            ? $"Results with {same.Length} kernels could be the baseline; it must be one."
            : Refusal(group, candidates[0], areKernelsCompared)!;
        throw new RefusedException(RefusalKind.Incomparable,
            $"{refusal} It is about {group.Configuration.Canonical}; a condition (--where) can leave one side out.");
    }

    private static string? Refusal(RunGroup first, RunGroup second, bool areKernelsCompared) => Comparison.Refusal(
        new FigureOrigin(second.Provenance, default, second.Agent, areKernelsCompared ? null : second.Kernel),
        new FigureOrigin(first.Provenance, default, first.Agent, areKernelsCompared ? null : first.Kernel));

    internal static void CheckVersions(ILookup<RunConfiguration, RunGroup> groups)
    {
        if (groups.FirstOrDefault(same =>
            same.CountBy(group => (group.Provenance, group.Agent, group.Kernel)).Any(c => c.Value > 1)) is { } mixed)
        {
            throw new RefusedException(
                RefusalKind.Incomparable,
                $"The runs of {mixed.Key.Canonical} come from unlike versions of the program; comparable are runs of one version: "
                + "run the sweep anew.");
        }
    }
}
