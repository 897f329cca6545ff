using System.Globalization;
using System.Numerics;
using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>Makes a run's configuration from the values of the axes.</summary>
internal static class ConfigurationReader
{
    /// <summary>Reads values that are allowed and in their one form, in the order of <see cref="Axes.All"/>.</summary>
    internal static RunConfiguration Read(IReadOnlyList<string> values, Backend backend)
    {
        string scenario = values[0];
        string backing = values[2];
        string bits = values[5];
        _ = SplitChunk.TryParse(values[10], out SplitChunk chunk);
        _ = PageSelection.TryParse(values[4], out PageSelection dirty);
        return new RunConfiguration
        {
            Scenario = scenario switch
            {
                "enable" => Scenario.Enable,
                "clear" => Scenario.Clear,
                _ => Scenario.Lazy,
            },
            Memory = Axes.Bytes(values[1]),
            BackingName = backing,
            Backing = ReadBacking(backing, values[3]),
            Dirty = dirty,
            IaBits = bits == "auto" ? 40 : int.Parse(bits, CultureInfo.InvariantCulture),
            PageShift = BitOperations.Log2(Axes.Bytes(values[6])),
            Fwb = values[7] == "true",
            TlbiRange = values[8] == "true",
            BaseOffset = Axes.Bytes(values[9]),
            Chunk = chunk,
            Strategy = values[11],
            Backend = backend,
        }.Normalise();
    }

    private static Backing ReadBacking(string name, string coverage)
    {
        _ = Backing.TryParse(name, out Backing backing);
        if (name == "thp" && coverage != "100%")
        {
            string[] words = coverage.Split(' ');
            _ = Backing.TryParse($"thp:{words[0]}:{words[2]}", out backing);
        }

        return backing;
    }
}
