namespace S2Grid.Experiments.Results;

/// <summary>Finds for every group of several sweeps its row, its column and its baseline, which is of the first sweep.</summary>
/// <param name="by">The values that vary from row to row.</param>
/// <param name="ignored">The values that need not be equal.</param>
internal sealed class SweepMatcher(IReadOnlyList<string> by, IReadOnlyList<string> ignored)
{
    /// <summary>Among so many configurations of each sweep those are looked for that differ least.</summary>
    private const int MaxLookedAt = 200;

    /// <summary>Values of which figures mean something else if they differ, so that ignoring them would not help.</summary>
    private static readonly string[] Meaning = ["backend", "scenario", "scope"];

    /// <summary>Matches the configurations of sweeps with the same ones of the first.</summary>
    /// <exception cref="RefusedException">
    /// A configuration's results do not come from the same, or a sweep has nothing in common with the first.
    /// </exception>
    internal IReadOnlyList<ComparedGroup> Match(IReadOnlyList<ComparedSweep> sweeps)
    {
        foreach (ComparedSweep sweep in sweeps)
        {
            GroupMatcher.CheckVersions(sweep.Groups.ToLookup(group => group.Configuration));
            CheckIgnored(sweep);
        }

        ComparedSweep first = sweeps[0];
        ILookup<string, RunGroup> known = first.Groups.ToLookup(group => Key(group.Configuration));
        bool hasKernels = GroupMatcher.AreKernelsUnlike([.. sweeps.SelectMany(sweep => sweep.Groups)]);
        return
        [
            .. first.Groups.Select(group => Place(first, group, group)),
            .. sweeps.Skip(1).SelectMany(sweep =>
            {
                ComparedGroup[] placed =
                [
                    .. sweep.Groups.Select(group => Place(
                        sweep, group, GroupMatcher.Choose(group, [.. known[Key(group.Configuration)]], areKernelsCompared: true))),
                ];
                return placed.Any(group => group.Baseline is not null) || first.Groups.Count == 0 || sweep.Groups.Count == 0
                    ? placed : throw NothingInCommon(first, sweep);
            }),
        ];

        ComparedGroup Place(ComparedSweep sweep, RunGroup group, RunGroup? baseline) => ComparedGroup.Of(
            group, Name(sweep, group), by, ignored, baseline, baseline is null ? first.Name : Name(first, baseline));

        string Name(ComparedSweep sweep, RunGroup group) => hasKernels ? $"{sweep.Name} ({group.Kernel ?? "no kernel"})" : sweep.Name;
    }

    private string Key(RunConfiguration configuration) => string.Join('\n', ValuesOf(configuration));

    private IEnumerable<(string Name, string Value)> ValuesOf(RunConfiguration configuration) =>
        configuration.EffectiveValues.Where(value => !ignored.Contains(value.Name));

    /// <summary>Refuses to ignore what tells configurations of one sweep apart.</summary>
    private void CheckIgnored(ComparedSweep sweep)
    {
        RunGroup[]? alike = ignored.Count == 0 ? null : sweep.Groups
            .GroupBy(group => (Key(group.Configuration), group.Provenance, group.Agent, group.Kernel))
            .FirstOrDefault(same => same.Skip(1).Any())?.ToArray();
        if (alike is null)
            return;

        string axis = ignored.First(name => alike.Select(group => group.Configuration[name]).Distinct().Skip(1).Any());
        string values = string.Join(" and ", alike.Select(group => group.Configuration[axis]).Distinct().Take(2));
        throw new RefusedException(
            RefusalKind.Incomparable,
            $"{axis} cannot be ignored: {sweep.Name} has it {values} in runs that are else the same. A condition (--where) chooses one.");
    }

    private RefusedException NothingInCommon(ComparedSweep first, ComparedSweep other)
    {
        var (one, two) = (
            from ours in first.Groups.Take(MaxLookedAt)
            from theirs in other.Groups.Take(MaxLookedAt)
            select (ours.Configuration, theirs.Configuration)).MinBy(pair => Differing(pair).Count());
        string[] differing = [.. Differing((one, two))];
        string what = string.Join(", ", differing.Select(name =>
            $"{name} ({one[name] ?? "none"} in {first.Name}, {two[name] ?? "none"} in {other.Name})"));
        string help = differing.Intersect(Meaning).Any()
            ? "Figures of these do not mean the same, so ignoring the difference would not help."
            : $"{string.Join(' ', ignored.Concat(differing).Select(name => $"--ignore {name}"))} compares them all the same.";
        return new RefusedException(
            RefusalKind.Incomparable,
            $"No configuration was run in both {first.Name} and {other.Name}; those that are most alike differ in {what}. {help}");
    }

    private IEnumerable<string> Differing((RunConfiguration One, RunConfiguration Two) pair) =>
        ValuesOf(pair.One).Concat(ValuesOf(pair.Two)).Select(value => value.Name).Distinct()
            .Where(name => pair.One[name] != pair.Two[name]);
}
