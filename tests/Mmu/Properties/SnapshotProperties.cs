using FsCheck;
using FsCheck.Fluent;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tests.Plain;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>
/// Random scripts that go astray somewhere, are put back and go on, with another strategy, chunk, kernel and range invalidation where that
/// may be, compared after each step with the plain walker, which has done the script from its beginning.
/// </summary>
public sealed class SnapshotProperties
{
    private const int Scripts = 300;

    /// <summary>A dirty buffer of the CPU and a strategy that leaves blocks: the guest writes what is not logged.</summary>
    [Fact]
    public void Restore_LogThatTheStrategyBreaks_GoesOnToo() => Assert.Null(Difference(1482535029));

    [Fact]
    public void Restore_AnyScriptAndPlace_GoesOnLikeAPlainWalkerThatNeverStopped()
    {
        Arbitrary<int> seeds = Arb.From(Gen.Choose(0, int.MaxValue - 1));
        Prop.ForAll(seeds, seed => Difference(seed) is not { } difference ? true.ToProperty() : false.Label($"seed {seed}: {difference}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Scripts)
                .WithName("a VM that is put back goes on as if it had never gone astray"));
    }

    private static string? Difference(int seed)
    {
        var random = new Random(seed);
        Script astray = ScriptGenerator.Make(seed);
        int saved = random.Next(1, astray.Steps.Count + 1);
        bool hasSplit = astray.Steps.Take(saved).Any(step => step.Kind is VmStepKind.Split or VmStepKind.SplitRange or VmStepKind.Clear);
        VmConfiguration other = astray.Configuration with
        {
            TlbiRange = random.Next(2) == 0,
            Kernel = KernelDialect.All[random.Next(KernelDialect.All.Count)],
        };
        if (!hasSplit)
        {
            other = other with
            {
                Strategy = SplitStrategies.All[random.Next(SplitStrategies.All.Count)],
                Chunk = new SplitChunk(random.Next(2) == 0 ? 1UL << 30 : astray.Configuration.Geometry.PageSize),
            };
        }

        using var vm = new SimulatedVm(astray.Configuration);
        var counters = new StepCounters();
        var snapshot = new VmSnapshot();
        for (int i = 0; i < astray.Steps.Count; i++)
        {
            astray.Run(vm, astray.Steps[i], counters);
            if (i + 1 == saved)
                vm.Save(snapshot);
        }

        // Twice, because the first time could have changed the snapshot.
        return GoOn(vm, snapshot, astray, saved, other) ?? GoOn(vm, snapshot, astray, saved, other);
    }

    private static string? GoOn(SimulatedVm vm, VmSnapshot snapshot, Script script, int saved, VmConfiguration configuration)
    {
        vm.Restore(snapshot, configuration);
        var plain = new PlainVm(configuration);
        var counters = new StepCounters();
        var expected = new StepCounters();
        for (int i = 0; i < script.Steps.Count; i++)
        {
            plain.Run(script.Steps[i], expected);
            if (i < saved)
                continue;

            script.Run(vm, script.Steps[i], counters);
            if (!counters.Values.SequenceEqual(expected.Values) || vm.MappingHash() != plain.MappingHash())
                return $"{script.Steps[i]}, step {i + 1}, after the state behind step {saved} was put back for {configuration}";
        }

        return vm.MappingHash() == plain.MappingHash() ? null : $"the state behind step {saved} itself";
    }
}
