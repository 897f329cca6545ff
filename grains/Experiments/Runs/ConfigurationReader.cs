using System.Globalization;
using System.Numerics;
using S2Grid.Experiments.Kvm;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;

namespace S2Grid.Experiments.Runs;

/// <summary>Makes a run's configuration from the values of the axes.</summary>
internal static class ConfigurationReader
{
    private const int StandardIaBits = 40;

    /// <summary>Reads values that are allowed and in their one form, in the order of <see cref="Axes.All"/>.</summary>
    internal static RunConfiguration Read(IReadOnlyList<string> values, Backend backend, KvmSettings? kvm)
    {
        ulong memory = Axes.Bytes(values[1]);
        ulong offset = Axes.Bytes(values[9]);
        return new RunConfiguration
        {
            Scenario = values[0] switch
            {
                "enable" => Scenario.Enable,
                "clear" => Scenario.Clear,
                _ => Scenario.Lazy,
            },
            Memory = memory,
            BackingName = values[2],
            Backing = ReadBacking(values[2], values[3]),
            Dirty = ReadDirty(values[4]),
            IaBits = ReadIaBits(values[5], memory, offset),
            PageShift = BitOperations.Log2(Axes.Bytes(values[6])),
            Fwb = values[7] == "true",
            TlbiRange = values[8] == "true",
            BaseOffset = offset,
            Chunk = SplitChunk.TryParse(values[10], out SplitChunk chunk) ? chunk : throw Broken("chunk", values[10]),
            Strategy = values[11],
            Backend = backend,
            Kvm = kvm,
        }.Normalise();
    }

    /// <summary>The same run with other values for some axes.</summary>
    /// <param name="configuration">A run.</param>
    /// <param name="others">One value for each axis that is to change.</param>
    internal static RunConfiguration Replace(RunConfiguration configuration, AxisPattern others)
    {
        Dictionary<string, string> effective = configuration.EffectiveValues.ToDictionary(v => v.Name, v => v.Value);
        IEnumerable<string> values = Axes.All.Select((axis, i) => others.Values[i]?[0] ?? effective.GetValueOrDefault(axis.Name) ?? axis.Default!);
        return Read([.. values], configuration.Backend, configuration.Kvm);
    }

    /// <summary>The address size; <c>auto</c> is KVM's standard, or the smallest larger one that holds the slot.</summary>
    internal static int ReadIaBits(string bits, ulong memory, ulong offset) => bits == "auto"
        ? Math.Max(StandardIaBits, Stage2Geometry.SmallestIaBits(VmConfiguration.DefaultBase + offset + memory))
        : int.Parse(bits, CultureInfo.InvariantCulture);

    private static Backing ReadBacking(string name, string coverage)
    {
        if (name == "thp" && coverage != "100%")
        {
            string[] words = coverage.Split(["% seed ", "%"], StringSplitOptions.RemoveEmptyEntries);
            return new Backing(
                BackingKind.PartialThp,
                double.Parse(words[0], CultureInfo.InvariantCulture),
                words.Length > 1 ? ulong.Parse(words[1], CultureInfo.InvariantCulture) : 0);
        }

        // Without huge pages of its own, which are reported, shared memory is mapped page by page.
        if (name == Axes.SharedMemory)
            return new Backing(BackingKind.Pages);
        return Backing.TryParse(name, out Backing backing) ? backing : throw Broken("backing", name);
    }

    internal static PageSelection ReadDirty(string text) =>
        PageSelection.TryParse(text, out PageSelection pages) ? pages : throw Broken("dirty", text);

    private static FormatException Broken(string axis, string value) => new($"{axis}: '{value}' cannot be read.");
}
