using static System.FormattableString;

namespace S2Grid.Views.Compare;

/// <summary>Notes that stand below more than one kind of table.</summary>
public static class Notes
{
    /// <summary>Of notes of one kind no more than these are written.</summary>
    public const int MaxOfAKind = 10;

    /// <summary>What must be said where <see cref="IsLazyInNameOnly"/>.</summary>
    public const string LazyInNameOnly =
        "On x64 KVM splits eagerly as its module parameter eager_page_split says, whatever the chunk: there chunk 0 does not mean "
        + "that it did not. The column 'surroundings' of the results has the parameter.";

    /// <summary>What must be said where only such figures could differ, and none is predicted.</summary>
    public static string NotPredicted(Consequence kind) =>
        $"{string.Join(", ", kind.Axes.Select(axis => axis.Name))} change predicted {kind.Name} and no count, and no cost model of the "
        + "sweep predicts those: with 'cost-models: arm64-priors' one does.";

    /// <summary>Whether a machine may have split eagerly although the runs' chunk says that it did not.</summary>
    public static bool IsLazyInNameOnly(RunGroup group) =>
        group.Architecture is not (null or SimulatedCounts.Architecture) && group.Configuration.Chunk.Bytes == 0;

    /// <summary>Whether blocks stay for write faults that are not in these counts: what is not done there is put off, not saved.</summary>
    public static bool IsPutOff(RunGroup group) =>
        group.Configuration is { Scenario: not Scenario.Lazy, Chunk.Bytes: 0, Backend: Backend.Simulated };

    /// <summary>What must be said of a cost model's predictions.</summary>
    public static string Predicted(CostModel model) =>
        $"Predicted, not measured: cost model {model.Identity}, {model.Description}. {model.Limits}";

    /// <summary>What must be said of counts below any table of them.</summary>
    public static IEnumerable<string> OfCounts(IReadOnlyList<RunGroup> groups) =>
        [.. Blocks(groups), .. Unmeasured(groups), .. Kernels(groups), .. Proposed(groups), .. Clears(groups), .. Mappings(groups)];

    /// <summary>Which simulated runs no kernel has been held against.</summary>
    private static IEnumerable<string> Unmeasured(IEnumerable<RunGroup> groups)
    {
        RunConfiguration[] runs = [.. Simulated(groups)];
        string[] values =
        [
            .. runs.Where(run => run.PageShift == 16).Select(_ => "granule 64K").Take(1),
            .. runs.Where(run => run.Chunk.IsWhole).Select(_ => "chunk whole").Take(1),
        ];
        if (values.Length > 0)
        {
            yield return $"Counts of {string.Join(" and ", values)} follow the rules of {Rules(groups)} as all others do, but no "
                + "kernel was run with that.";
        }
    }

    /// <summary>Whose rules the runs follow: the reference's where there are none.</summary>
    public static string Rules(IEnumerable<RunGroup> groups)
    {
        KernelDialect[] kernels = [.. Simulated(groups).Select(run => run.Get(Axes.Kernel)).Distinct()];
        return string.Join(", ", kernels.DefaultIfEmpty(KernelDialect.LinuxNext).Select(kernel => kernel.Title));
    }

    /// <summary>How kernels differ whose rules some runs follow, and where those were held against the kernel.</summary>
    private static IEnumerable<string> Kernels(IEnumerable<RunGroup> groups)
    {
        VmConfiguration[] vms =
            [.. Simulated(groups).Where(run => run.Get(Axes.Kernel).CountedOn is not null).Select(run => run.ToVmConfiguration())];
        string[] caveats = [.. vms.Select(vm => vm.Kernel).Distinct().Select(kernel => kernel.Caveat(vms)!)];
        return caveats.Length == 0 ? [] :
        [
            "Kernels differ in how they tear a VM down, which no run does: runs of all kernels count alike. 's2grid vm --kernel 7.3 "
                + "--steps populate,destroy' shows what differs.",
            .. caveats,
        ];
    }

    /// <summary>That some runs follow rules which no kernel has yet.</summary>
    private static IEnumerable<string> Proposed(IEnumerable<RunGroup> groups)
    {
        string[] rules = [.. groups.SelectMany(group => group.Configuration.ProposedRules).Distinct()];
        if (rules.Length > 0)
        {
            yield return $"rules: proposed for {string.Join(", ", rules)}: no released kernel does this; the counts follow the proposal "
                + $"as it is known.";
        }
    }

    /// <summary>What stage 2 maps backings by, where their names do not say it.</summary>
    private static IEnumerable<string> Mappings(IEnumerable<RunGroup> groups)
    {
        RunConfiguration[] runs = [.. Simulated(groups)];
        string[] unlike =
        [
            .. runs.Select(run => (Backing: run.Get(Axes.Backing), run.PageShift)).Distinct()
                .Where(one => !one.Backing.IsPlain(one.PageShift))
                .Select(one => $"{one.Backing.Name} by {one.Backing.Describe(one.PageShift)}").Distinct(),
        ];
        if (unlike.Length > 0)
            yield return $"Stage 2, which has no contiguous bit, maps {string.Join(", ", unlike)}.";

        foreach (var small in runs.Where(run => !run.ToVmConfiguration().HoldsItsBlocks).GroupBy(run => run.BackingName))
        {
            string[] sizes =
            [
                .. small.Select(run => (run.Memory, run.BaseOffset)).Distinct().Order().Select(slot => ByteSize.Format(slot.Memory)
                    + (slot.BaseOffset == 0 ? "" : $" at base-offset {ByteSize.Format(slot.BaseOffset)}")),
            ];
            yield return $"No whole block of {small.Key} fits into a slot of {string.Join(", ", sizes.Take(MaxOfAKind))}"
                + $"{(sizes.Length > MaxOfAKind ? ", ..." : "")}, which stage 2 therefore maps by smaller blocks, or by pages.";
        }
    }

    /// <summary>Which strategies leave blocks that mainline splits, and that those of lazy are to stay.</summary>
    private static IEnumerable<string> Blocks(IReadOnlyList<RunGroup> groups)
    {
        foreach (var strategy in BlocksLeft.Of(groups).GroupBy(left => left.Group.Configuration[Axes.Strategy.Name]))
        {
            BlocksLeft most = strategy.MaxBy(left => left.Levels.Sum(level => level.Blocks))!;
            string levels = string.Join(" and ", most.Levels.Select(left => Invariant($"{left.Blocks:N0} of level {left.Level}")));
            RunConfiguration run = most.Group.Configuration;
            string others = strategy.Count() == 1 ? "" : Invariant($", the most of {strategy.Count()} configurations");
            yield return $"{strategy.Key} leaves blocks that mainline splits: {levels} after the step {most.Step} (backing "
                + $"{run.BackingName}, chunk {run.Chunk}{others}). What it saves there is saved for work not done.";
        }

        if (groups.Any(IsPutOff))
        {
            yield return "lazy splits nothing eagerly: its blocks stay for write faults to split, one page at a time, so what it does not "
                + "do here is put off, not saved.";
        }
    }

    /// <summary>What figures of a simulated CLEAR are of, which is not what a machine's times are of.</summary>
    private static IEnumerable<string> Clears(IEnumerable<RunGroup> groups)
    {
        RunConfiguration[] clears =
        [
            .. groups.Where(group => group.Provenance == Provenance.Simulated).Select(group => group.Configuration)
                .Where(run => run.Scenario == Scenario.Clear),
        ];
        if (clears.Length > 0)
        {
            string[] pages = [.. clears.Select(run => run[Axes.ClearPages.Name]!).Distinct()];
            yield return "Scenario clear: every figure is that of all CLEARs of a run together. Simulated are two, the first over the slot "
                + $"and the second over the written pages, with clear-pages {string.Join(" and ", pages)}; a machine does "
                + $"kvm.iterations, in ioctls of kvm.clear-pages pages: {KvmKeys.Iterations.Default} and {KvmKeys.ClearPages.Default} "
                + "where nothing else is set.";
        }
    }

    /// <summary>How many runs failed, and why the first of them did.</summary>
    public static IEnumerable<string> Failures(IEnumerable<RunGroup> groups) => groups.Distinct()
        .Where(group => group.Failed > 0)
        .Select(group => Invariant(
            $"Failed: {group.Failed:N0} of {group.Failed + group.Runs:N0} runs of {group.Configuration.Canonical}: {group.Error}"))
        .Distinct();

    /// <summary>Which configurations have disturbed runs: once for each, by however many metrics it is shown.</summary>
    public static IEnumerable<string> Disturbances(IEnumerable<(string Name, RunGroup Group)> configurations)
    {
        string[] disturbed =
        [
            .. configurations.Where(one => one.Group.Disturbed > 0)
                .Select(one => Invariant($"{one.Name} {one.Group.Disturbed} of {one.Group.Runs}"))
                .Distinct(),
        ];
        if (disturbed.Length > 0)
        {
            string more = disturbed.Length > MaxOfAKind ? Invariant($"; and {disturbed.Length - MaxOfAKind:N0} more configurations") : "";
            yield return $"Runs that may be disturbed, as their machine says: {string.Join("; ", disturbed.Take(MaxOfAKind))}{more}. "
                + "The column 'disturbed' of the results tells why. They are kept; --where \"disturbed = '[]'\" leaves them out.";
        }
    }

    /// <summary>The first notes of a kind, and how many more there are.</summary>
    public static string[] Some(IEnumerable<string> notes, int max = MaxOfAKind, string others = "--format json has all figures.")
    {
        string[] all = [.. notes];
        return all.Length <= max ? all : [.. all.Take(max), Invariant($"... and {all.Length - max:N0} more notes like these; {others}")];
    }

    private static IEnumerable<RunConfiguration> Simulated(IEnumerable<RunGroup> groups) =>
        groups.Select(group => group.Configuration).Where(run => run.Backend == Backend.Simulated);

    /// <summary>That nothing is shown because there is nothing.</summary>
    public static string Nothing(string? where) => where is null ? "There are no results yet." : "No run matches the condition.";
}
