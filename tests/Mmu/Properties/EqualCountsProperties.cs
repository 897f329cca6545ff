using FsCheck;
using FsCheck.Fluent;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tests.Plain;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>Random scripts of which it is said: the representative counts, translated, what the plain walker counts on the VM
/// itself.</summary>
public sealed class EqualCountsProperties
{
    private const int Scripts = 300;

    [Fact]
    public void Translate_CountersOfTheRepresentative_AreThoseOfThePlainWalkerOnTheVmItself()
    {
        Arbitrary<Script> scripts = Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(Make), ScriptShrinker.Shrink);
        Prop.ForAll(scripts,
            script => Difference(script) is not { } difference ? true.ToProperty() : false.Label($"{difference}\n{script}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Scripts).WithName("VMs that count alike do"));
    }

    [Fact]
    public void Representative_AllStrategies_HaveNineEagerOnesAndTheLazyOne()
    {
        var configuration = new VmConfiguration { Memory = 64UL << 20 };
        IEnumerable<VmConfiguration> all =
            from strategy in SplitStrategies.All
            from fwb in (bool[])[false, true]
            from range in (bool[])[false, true]
            select EqualCounts.Representative(configuration with { Strategy = strategy, Fwb = fwb, TlbiRange = range });

        Assert.Equal(
            [
                "baseline", "block-only", "clear-split-once", "lazy", "rfc", "rfc-children-only", "rfc-naive", "rfc-siblings-only",
                "skip-level3", "skip-level3-clear-once",
            ],
            all.Distinct().Select(one => one.Strategy.Name).Order());
    }

    private static Script Make(int seed)
    {
        Script script = ScriptGenerator.Make(seed);
        return script with
        {
            Steps =
            [.. script.Steps.Where((step, i) => EqualCounts.Holds(script.Steps.Take(i > 0 ? 1 : 0).Append(step)))]
        };
    }

    private static string? Difference(Script script)
    {
        using var vm = new SimulatedVm(EqualCounts.Representative(script.Configuration));
        var plain = new PlainVm(script.Configuration);
        var counters = new StepCounters();
        var expected = new StepCounters();
        foreach (VmStep step in script.Steps)
        {
            script.Run(vm, step, counters);
            EqualCounts.Translate(counters, script.Configuration);
            plain.Run(step, expected);
            if (!counters.Values.SequenceEqual(expected.Values))
                return $"{step} on {script.Configuration}";
        }

        return null;
    }
}
