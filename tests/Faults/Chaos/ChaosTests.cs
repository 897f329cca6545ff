using System.Diagnostics;
using System.Globalization;

namespace S2Grid.Faults.Tests.Chaos;

/// <summary>
/// Faults at random, one after the other without waiting for anybody to recover, while a cluster runs two simulated sweeps and one that
/// an agent measures. Whenever all are at rest, the simulated ones' results are those of a sweep without faults, every measured run has
/// one, and others begin. <c>tests/Faults/chaos</c> does more of them.
/// </summary>
public sealed class ChaosTests
{
    private const string Measured = """
        name: measured
        backend: kvm
        axes: {memory: 64M, backing: [4k, thp, hugetlb-2m], scenario: [enable, clear], chunk: [0, 2M, 1G]}
        repeats: 8
        kvm: {warm-ups: 0}
        """;

    private static readonly string Yaml = FaultSweep.Yaml(seeds: 30);

    [Fact]
    public async Task Run_FaultsOfASeed_LeaveEveryResultAsItIsWithoutThem()
    {
        Assert.SkipWhen(FaultServers.WhyNot is not null, FaultServers.WhyNot ?? "");
        Assert.SkipUnless(SmallDisk.IsAvailable, "A small tmpfs can be mounted by root only.");
        var random = new Random((int)Asked("SEED", 1));
        var most = TimeSpan.FromMinutes(Asked("MINUTES", 60));
        var waited = Stopwatch.StartNew();
        (int rounds, long runs, long segments, int revived) = (0, 0, 0, 0);
        var done = new SortedDictionary<string, int>(StringComparer.Ordinal);

        await using ChaosGround ground = await ChaosGround.StartAsync();
        await ground.BeginAsync(Yaml, Measured);
        for (long left = Asked("FAULTS", 8); left > 0 && waited.Elapsed < most; left--)
        {
            if (await ground.IsAtRestAsync())
                await NextRoundAsync();
            ChaosFault fault = ChaosFault.All[random.Next(ChaosFault.All.Count)];
            Say($"{left} left, {waited.Elapsed.TotalSeconds:0} s: {fault.Name}");
            await fault.DoAsync(ground, random);
            done[fault.Name] = done.GetValueOrDefault(fault.Name) + 1;
            await ChaosGround.WaitAsync(random, 3);
            revived += await ground.ReviveAsync();
        }

        await NextRoundAsync();
        foreach ((string name, int times) in done)
            Say($"{times,5}  {name}");
        revived += ground.Cluster.Silos.Sum(silo => silo.CastOut);
        Say($"{done.Values.Sum()} faults in {waited.Elapsed.TotalMinutes:0.0} minutes; {revived} silos were cast out and started again.");
        Say($"{runs:N0} runs of {rounds} rounds of three sweeps, in {segments:N0} segments, are all there and as they are without faults.");
        Say($"The largest silo had {ground.MostResident >> 20} MiB.");

        async Task NextRoundAsync()
        {
            (long doneRuns, long written) = await ground.EndAsync(Yaml, Measured);
            (rounds, runs, segments) = (rounds + 1, runs + doneRuns, segments + written);
            await ground.BeginAsync(Yaml, Measured);
        }
    }

    private static long Asked(string what, long otherwise) =>
        Environment.GetEnvironmentVariable($"CHAOS_{what}") is { } text
            ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;

    private static void Say(FormattableString line) =>
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(line));
}
