using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>Gives simpler scripts: fewer steps, a plainer VM, less memory.</summary>
internal static class ScriptShrinker
{
    internal static IEnumerable<Script> Shrink(Script script)
    {
        for (int i = 0; i < script.Steps.Count; i++)
            yield return script with { Steps = [.. script.Steps.Where((_, n) => n != i)] };

        VmConfiguration given = script.Configuration;
        ulong page = 1UL << given.PageShift;
        ulong block = given.Geometry.GranuleSize(2);
        VmConfiguration[] plainer =
        [
            given with { Base = VmConfiguration.DefaultBase },
            given with { Memory = given.Memory / 2 / block * block },
            given with { Memory = given.Memory / block * block },
            given with { Memory = given.Memory - block },
            given with { Memory = given.Memory / 2 / page * page },
            given with { Memory = given.Memory - page },
            given with { IaBits = 40 },
            given with { Fwb = true },
            given with { TlbiRange = true },
            given with { Strategy = SplitStrategies.Baseline },
            given with { Chunk = new SplitChunk(2 << 20) },
        ];
        foreach (VmConfiguration configuration in plainer)
        {
            bool smaller = configuration != given && configuration.Memory <= given.Memory && !configuration.Errors().Any();
            if (smaller && script.Steps.All(step => ScriptGenerator.IsAllowed(step, configuration)))
                yield return script with { Configuration = configuration };
        }
    }
}
