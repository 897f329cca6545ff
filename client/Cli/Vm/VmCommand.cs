using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Models;
using S2Grid.Mmu;
using S2Grid.Mmu.Replay;
using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary><c>s2grid vm</c>: one simulated VM, step by step.</summary>
internal sealed class VmCommand : CliCommand<VmSettings>
{
    private readonly CliEnvironment environment;
    private static readonly Dictionary<string, int> Granules = new() { ["4K"] = 12, ["16K"] = 14, ["64K"] = 16 };
    private static readonly string Backings = $"{string.Join(", ", Backing.KnownNames)}, thp:30%:7";

    private readonly ValueOption memory = new("--memory", "SIZE", "Size of the memslot, as 64M, 1G or bytes", "1G");
    private readonly ValueOption @base = new("--base", "ADDRESS", "Guest address of the memslot, as 0x40000000 or 1G", "0x40000000");
    private readonly ValueOption backing = new(
        "--backing", "NAME", $"Host pages behind it: {Backings}", "thp", choices: () => Backing.KnownNames);

    private readonly ValueOption strategy = new(
        "--strategy",
        "NAME",
        "Split strategy; see 's2grid strategies'",
        "baseline",
        choices: () => SplitStrategies.All.Select(s => s.Name));

    private readonly ValueOption chunk = new(
        "--chunk",
        "SIZE",
        "Memory between two fillings of the split cache: a size, 0 or whole",
        "2M",
        choices: () => ["0", "4K", "2M", "1G", "whole"]);

    private readonly ListOption steps = new("--steps", "STEPS", "What to do, between commas; see the examples", "populate,wp,split");
    private readonly ValueOption iaBits = new(
        "--ia-bits", "N", "Input address size, 32 to 48", fallbackNote: "the smallest of 40, 42, 44, 48 that holds the slot");

    private readonly ValueOption granule = new("--granule", "SIZE", "Page size: 4K, 16K or 64K", "4K", choices: () => Granules.Keys);
    private readonly FlagOption noFwb = new("--no-fwb", "Simulate a CPU without FEAT_S2FWB");
    private readonly FlagOption noTlbiRange = new("--no-tlbi-range", "Simulate a CPU without FEAT_TLBIRANGE");
    private readonly ValueOption format = Formats.Option(Format.Table, Format.Json);
    private readonly FlagOption map = new("--map", "Show the table tree after the last step");

    /// <summary>Creates the command.</summary>
    public VmCommand(CliEnvironment environment)
        : base("vm", "Do steps to one simulated VM and show what each costs")
    {
        this.environment = environment;
        Add(new VmReplayCommand(environment));
        AddAll([memory, @base, backing, strategy, chunk, steps, iaBits, granule, noFwb, noTlbiRange, format, map]);
    }


    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new(
            "s2grid vm --memory 1G --backing hugetlb-1g --strategy rfc --chunk 2M --steps populate,wp,split,split",
            "The enable path with the RFC's hints, then a second split of what is already split."),
        new(
            "s2grid vm --backing thp --steps populate,wp,write:random=0.1,seed=7 --map",
            "A tenth of the pages written while logging, and the tree that it leaves."),
        new(
            "s2grid vm --backing 1g --steps populate --steps split-range:offset=74M,size=4K,pages=2 --format json",
            "One split call with two spare pages, as JSON that 's2grid vm replay' reads."),
    ];

    /// <inheritdoc/>
    protected override VmSettings Read(SettingsReader reader)
    {
        ulong bytes = reader.Size(memory);
        ulong start = reader.Size(@base);
        int asked = reader.Number(iaBits, Stage2Geometry.MinIaBits, Stage2Geometry.MaxIaBits) ?? 0;
        int smallest = Stage2Geometry.SmallestIaBits(start + bytes);
        var configuration = new VmConfiguration
        {
            Memory = bytes,
            Base = start,
            Backing = reader.Value<Backing>(backing, Backing.TryParse, $"is no backing; there are {Backings}", Backing.KnownNames),
            Strategy = reader.Choice(strategy, SplitStrategies.All.ToDictionary(s => s.Name)),
            Chunk = reader.Value<SplitChunk>(chunk, SplitChunk.TryParse, "is no chunk; write a power of two (2M, 1G), 0 or whole"),
            PageShift = reader.Choice(granule, Granules),
            IaBits = asked != 0 ? asked : smallest == 0 ? Stage2Geometry.MaxIaBits : smallest,
            Fwb = !reader.Flag(noFwb),
            TlbiRange = !reader.Flag(noTlbiRange),
        };
        return new VmSettings(
            configuration,
            StepList.Read(reader.Texts(steps), steps.Name, reader),
            reader.Choice(format, Formats.Names(Format.Table, Format.Json)) == Format.Json,
            reader.Flag(map));
    }

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(VmSettings settings, CancellationToken cancellation)
    {
        using var vm = new SimulatedVm(settings.Configuration);
        List<ReplayStep> done = [];
        foreach (VmStep step in settings.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            done.Add(new ReplayStep(step, Count(vm, step, done.Count + 1, settings.Json)));
        }

        if (settings.Json)
        {
            VmJsonWriter.Write(environment.Out, settings.Configuration, done, settings.Map ? vm.Map() : null);
            return Task.FromResult(ExitCode.Done);
        }

        VmTableWriter.Write(environment.Out, settings.Configuration, done);
        if (settings.Map)
        {
            environment.Out.WriteLine();
            MapWriter.Write(environment.Out, settings.Configuration.Geometry, vm.Map());
        }

        return Task.FromResult(ExitCode.Done);
    }

    private StepCounters Count(SimulatedVm vm, VmStep step, int number, bool withHash)
    {
        var counters = new StepCounters();
        try
        {
            vm.Run(step, counters);
        }
        catch (InvalidOperationException impossible)
        {
            string message = Invariant($"{steps.Name}, step {number}: {impossible.Message.TrimEnd('.')}");
            throw new UsageException([new UsageError(message, step.ToString(), steps.Name)]);
        }

        counters.Hash = withHash && step.Kind != VmStepKind.Destroy ? vm.MappingHash() : null;
        return counters;
    }
}
