using static System.FormattableString;

namespace S2Grid.Agent.Selftest;

/// <summary>What a stock dirty_log_perf_test is asked for, and what it cannot be asked for.</summary>
internal static class SelftestPlan
{
    private const string MissingTool = "needs a stock dirty_log_perf_test: start the agent with --selftest PATH.";

    /// <summary>Why the tool cannot carry an experiment out, a sentence each.</summary>
    internal static IEnumerable<string> Refusals(Experiment experiment, string? path)
    {
        if (path is null)
            yield return MissingTool;
        else if (!File.Exists(path))
            yield return $"needs a stock dirty_log_perf_test: {path} is not there.";

        if (experiment.ChunkBytes > 0)
        {
            yield return "dirty_log_perf_test has no option for the eager-split chunk size, so it never splits eagerly on arm64: chunk "
                + "must be 0.";
        }

        if (experiment.BaseOffset != 0)
            yield return "dirty_log_perf_test places its memory itself: base-offset must be 0.";

        if (experiment.Dirty is { } dirty && dirty.PagesCase is not (PageChoice.PagesOneofCase.All or PageChoice.PagesOneofCase.None))
            yield return "dirty_log_perf_test touches every page in each iteration: dirty must be all.";

        if (experiment.DirtyRing)
            yield return "dirty_log_perf_test has no dirty ring.";

        if (experiment.EffectiveManualProtect() == ManualProtect.On)
            yield return "dirty_log_perf_test has manual protect off, or on with everything dirty initially, and nothing between.";

        if (experiment.VerifyCounts)
            yield return "the kernel's calls are counted with the agent's own harness only.";

        if (experiment.RandomOrder && !IsSeed(experiment.Seed))
            yield return Invariant($"dirty_log_perf_test takes seeds from 1 to {int.MaxValue}: seed {experiment.Seed} is none.");

        if (experiment.MemoryBytes % experiment.Vcpus != 0)
            yield return "dirty_log_perf_test gives each vCPU the same memory: it must be a multiple of the vCPUs.";
    }

    /// <summary>The tool's arguments.</summary>
    internal static IReadOnlyList<string> Arguments(Experiment experiment, string? guestMode)
    {
        var arguments = new List<string>
        {
            "-v", Text(experiment.Vcpus),
            "-b", Text(experiment.MemoryBytes / experiment.Vcpus),
            "-i", Text(experiment.Iterations),
            "-s", Backing(experiment.Backing),
            "-x", Text(experiment.Memslots),
            "-w", Text(experiment.WritePercent),
        };

        // It ends at once if it is told another seed than these; the order of a run without one is not random.
        if (IsSeed(experiment.Seed))
            arguments.AddRange(["-r", Text(experiment.Seed)]);

        if (experiment.EffectiveManualProtect() == ManualProtect.Off)
            arguments.Add("-g");

        if (experiment.RandomOrder)
            arguments.Add("-a");

        if (guestMode is not null)
            arguments.AddRange(["-m", guestMode]);

        return arguments;
    }

    private static bool IsSeed(long seed) => seed is >= 1 and <= int.MaxValue;

    private static string Backing(ExperimentBacking backing) => backing switch
    {
        ExperimentBacking.Pages => "anonymous",
        ExperimentBacking.Thp => "anonymous_thp",
        ExperimentBacking.Hugetlb2M => "anonymous_hugetlb_2mb",
        ExperimentBacking.Hugetlb1G => "anonymous_hugetlb_1gb",
        _ => "shmem",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
