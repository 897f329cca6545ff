using System.Globalization;
using S2Grid.Experiments.Kvm;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Experiments.Runs;

/// <summary>
/// The effective values of one run, normalised: values that change nothing are set to one form, so that equal runs are equal
/// values: see <see cref="Normalise"/>.
/// </summary>
public sealed record RunConfiguration
{
    /// <summary>Size of the memslot in bytes.</summary>
    public required ulong Memory { get; init; }

    /// <summary>The backing as the field names it: <c>4k</c>, <c>thp</c>, <c>hugetlb-2m</c>, <c>hugetlb-1g</c> or, measured only, <c>shmem</c>.</summary>
    public required string BackingName { get; init; }

    /// <summary>The mappings that the backing gives, THP coverage and its seed included.</summary>
    public required Backing Backing { get; init; }

    /// <summary>Name of the split strategy.</summary>
    public required string Strategy { get; init; }

    /// <summary>The split loop's chunk; 0 with the lazy strategy.</summary>
    public required SplitChunk Chunk { get; init; }

    /// <summary>What is done.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>Input address size in bits.</summary>
    public required int IaBits { get; init; }

    /// <summary>log2 of the page size.</summary>
    public required int PageShift { get; init; }

    /// <summary>Whether the CPU has FEAT_S2FWB.</summary>
    public required bool Fwb { get; init; }

    /// <summary>Whether the CPU has FEAT_TLBIRANGE.</summary>
    public required bool TlbiRange { get; init; }

    /// <summary>Distance of the slot's start from 1 GiB, in bytes.</summary>
    public required ulong BaseOffset { get; init; }

    /// <summary>
    /// Which pages the guest writes (clear and lazy, and every iteration of a measured run) and the second CLEAR clears; all pages for a
    /// simulated enable, where it has no effect.
    /// </summary>
    public required PageSelection Dirty { get; init; }

    /// <summary>What carries the run out.</summary>
    public required Backend Backend { get; init; }

    /// <summary>How a machine measures it; null unless the backend is kvm.</summary>
    public KvmSettings? Kvm { get; init; }

    /// <summary>
    /// The effective values by name, in a fixed order, for tables, CSV and JSON. Of a measured run those that the machine decides are
    /// left out.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> EffectiveValues => Kvm is null ? SimulatedValues :
    [
        ("scenario", Lower(Scenario.ToString())),
        ("memory", ByteSize.Format(Memory)),
        ("backing", BackingName),
        ("strategy", Strategy),
        ("chunk", Chunk.ToString()),
        ("dirty", DirtyText),
        ("base-offset", ByteSize.Format(BaseOffset)),
        ("backend", Lower(Backend.ToString())),
        .. Kvm.EffectiveValues,
    ];

    private IReadOnlyList<(string Name, string Value)> SimulatedValues =>
    [
        ("scenario", Lower(Scenario.ToString())),
        ("memory", ByteSize.Format(Memory)),
        ("backing", BackingName),
        ("thp-coverage", ThpCoverage),
        ("strategy", Strategy),
        ("chunk", Chunk.ToString()),
        ("dirty", DirtyText),
        ("ia-bits", IaBits.ToString(CultureInfo.InvariantCulture)),
        ("granule", ByteSize.Format(1UL << PageShift)),
        ("fwb", Lower(Fwb.ToString())),
        ("tlbi-range", Lower(TlbiRange.ToString())),
        ("base-offset", ByteSize.Format(BaseOffset)),
        ("backend", Lower(Backend.ToString())),
    ];

    /// <summary>All effective values in one line, equal for equal runs.</summary>
    public string Canonical => string.Join(' ', EffectiveValues.Select(v => $"{v.Name}={v.Value}"));

    /// <summary>What makes this run the same as another.</summary>
    public RunIdentity Identity => RunIdentity.Of(this);

    /// <summary>What is done, step by step.</summary>
    public IReadOnlyList<RunStep> Steps => Scenario switch
    {
        Scenario.Enable =>
        [
            Step("populate", VmStepKind.Populate, Scope.Guest),
            Step("wp", VmStepKind.WriteProtect, Scope.Ioctl),
            Step("split", VmStepKind.Split, Scope.SplitCall),
        ],
        Scenario.Clear =>
        [
            Step("populate", VmStepKind.Populate, Scope.Guest),
            Step("clear", VmStepKind.Clear, Scope.Ioctl),
            Step("write", VmStepKind.Write, Scope.Guest, Dirty),
            Step("clear-2", VmStepKind.Clear, Scope.Ioctl, Dirty),
        ],
        _ =>
        [
            Step("populate", VmStepKind.Populate, Scope.Guest),
            Step("wp", VmStepKind.WriteProtect, Scope.Ioctl),
            Step("write", VmStepKind.Write, Scope.Guest, Dirty),
        ],
    };

    private string ThpCoverage => Backing switch
    {
        { Kind: BackingKind.PartialThp, CoveragePercent: 0 } => "0%",
        { Kind: BackingKind.PartialThp } =>
            string.Create(CultureInfo.InvariantCulture, $"{Axes.Share(Backing.CoveragePercent)}% seed {Backing.Seed}"),
        _ => "100%",
    };

    private string DirtyText => Dirty.Kind == PageSelectionKind.Random
        ? string.Create(CultureInfo.InvariantCulture, $"random={Axes.Share(Dirty.Fraction)},seed={Dirty.Seed}")
        : Dirty.ToString();

    /// <summary>
    /// Makes one form of equal runs: without eager splitting (scenario or strategy lazy, chunk 0) the strategy is lazy and the chunk 0;
    /// where nothing is written by choice (a simulated enable) the written pages are all.
    /// </summary>
    public RunConfiguration Normalise()
    {
        bool lazy = Scenario == Scenario.Lazy || Strategy == SplitStrategies.Lazy.Name || Chunk == SplitChunk.None;
        return this with
        {
            Strategy = lazy ? SplitStrategies.Lazy.Name : Strategy,
            Chunk = lazy ? SplitChunk.None : Chunk,
            Dirty = Scenario == Scenario.Enable && Backend == Backend.Simulated ? PageSelection.All : Dirty,
        };
    }

    /// <summary>What the engine is to simulate.</summary>
    public VmConfiguration ToVmConfiguration() => new()
    {
        Memory = Memory,
        Base = VmConfiguration.DefaultBase + BaseOffset,
        PageShift = PageShift,
        IaBits = IaBits,
        Fwb = Fwb,
        TlbiRange = TlbiRange,
        Backing = Backing,
        Strategy = SplitStrategies.Find(Strategy) ?? throw new InvalidOperationException($"No strategy is called '{Strategy}'."),
        Chunk = Chunk,
    };

    private static RunStep Step(string name, VmStepKind kind, Scope scope, PageSelection pages = default) =>
        new(name, new VmStep { Kind = kind, Pages = pages }, scope);

    private static string Lower(string text) => text.ToLowerInvariant();
}
