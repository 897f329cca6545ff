using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tests.Plain;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>Random sequences of all operations on the engine and on the plain walker, torn down at their end, compared after each
/// step.</summary>
public sealed class EngineProperties
{
    /// <summary>Set to run more scripts than a test run has time for.</summary>
    private const string RunsVariable = "S2GRID_PROPERTY_RUNS";

    private const int StandardRuns = 400;

    [Fact]
    public void Engine_AnyScript_CountsAndMapsLikeThePlainWalker()
    {
        int runs = int.TryParse(Environment.GetEnvironmentVariable(RunsVariable), CultureInfo.InvariantCulture, out int given)
            ? given : StandardRuns;
        Arbitrary<Script> scripts = Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(ScriptGenerator.Make), ScriptShrinker.Shrink);
        Prop.ForAll(scripts, script => Difference(script) is not { } difference
                ? true.ToProperty()
                : false.Label($"{difference}\nReplay it with: s2grid vm replay\n{script}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithName("engine equals the plain walker"));
    }

    /// <summary>Rows of hundreds of blocks and tables side by side, which the random scripts are too small for.</summary>
    [Theory]
    [InlineData("thp:50%:7", "baseline", 2UL << 20, "populate", "wp", "split", "age", "wp")]
    [InlineData("thp:90%:2", "rfc", 1UL << 30, "populate", "wp", "split", "split")]
    [InlineData("thp50", "skip-level3", 1UL << 30, "populate", "split-range:pages=100", "wp", "split")]
    [InlineData("thp:20%:3", "rfc-naive", 32UL << 20, "populate", "clear:mask=0x10", "write:stride=2M", "clear")]
    [InlineData("thp:50%:4", "block-only", 4096UL, "populate", "write:page=99999", "clear", "redirty", "clear")]
    [InlineData("thp:50%:5", "rfc-siblings-only", 2UL << 20, "populate", "clear", "populate", "wp", "unmap")]
    public void Engine_RowsOfMixedBlocks_CountsAndMapsLikeThePlainWalker(string backing, string strategy, ulong chunk,
        params string[] steps)
    {
        Assert.True(Backing.TryParse(backing, out Backing parsed));
        var configuration = new VmConfiguration
        {
            Memory = 1100UL << 20,
            Base = VmConfiguration.DefaultBase + (5UL << 20),
            Backing = parsed,
            Strategy = SplitStrategies.Find(strategy)!,
            Chunk = new SplitChunk(chunk),
        };

        Assert.Null(Difference(new Script(configuration, [.. steps.Select(VmStep.Parse)])));
    }

    /// <summary>
    /// The step's last fault takes the cache of table pages below what a fault may need, and those that took none came before: no fault
    /// comes that would top it up.
    /// </summary>
    [Fact]
    public void Engine_LastFaultTakesTablePages_ToppedUpOnlyBeforeAFault()
    {
        var configuration = new VmConfiguration
        {
            Memory = 4294131712,
            Base = 0x400cd000,
            Backing = new Backing(BackingKind.Blocks1G),
            Strategy = SplitStrategies.Find("baseline")!,
            Chunk = new SplitChunk(2UL << 20),
        };
        string[] steps = ["populate", "wp", "write:random=0.001,seed=6"];

        Assert.Null(Difference(new Script(configuration, [.. steps.Select(VmStep.Parse)])));
    }

    /// <summary>The first thing that differs, or null.</summary>
    private static string? Difference(Script script)
    {
        using var engine = new SimulatedVm(script.Configuration);
        var plain = new PlainVm(script.Configuration);
        var got = new StepCounters();
        var expected = new StepCounters();

        // One kernel destroys block by block: millions of walks with 16K pages and 48 bits, for which the plain walker takes seconds.
        Stage2Geometry geometry = script.Configuration.Geometry;
        bool isDestroyed = geometry.Limit / geometry.GranuleSize(geometry.MinBlockLevel) <= 1 << 18;
        VmStep[] steps = [.. script.Steps, .. isDestroyed ? [new VmStep { Kind = VmStepKind.Destroy }] : Array.Empty<VmStep>()];
        for (int i = 0; i < steps.Length; i++)
        {
            script.Run(engine, steps[i], got);
            plain.Run(steps[i], expected);
            foreach (CounterField field in CounterLayout.Fields)
            {
                for (int level = 0; level < field.Width; level++)
                {
                    if (got.Values[field.Offset + level] != expected.Values[field.Offset + level])
                    {
                        return $"step {i + 1} ({steps[i]}): {field.Name}[{level}] is {got.Values[field.Offset + level]}, "
                            + $"the plain walker has {expected.Values[field.Offset + level]}";
                    }
                }
            }

            if (i < script.Steps.Count && engine.MappingHash() != plain.MappingHash())
                return $"step {i + 1} ({steps[i]}): the mappings differ";
        }

        return null;
    }
}
