using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Mmu;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Cli.Vm;

/// <summary><c>s2grid vm</c>: one simulated VM, step by step.</summary>
internal sealed class VmCommand : CliCommand
{
    private static readonly Dictionary<string, int> Granules = new() { ["4K"] = 12, ["16K"] = 14, ["64K"] = 16 };
    private static readonly string Backings = $"{string.Join(", ", Backing.KnownNames)}, thp:30%:7";

    private readonly Option<ulong> memory = CliOption.Size("--memory", "SIZE", "Size of the memslot, as 64M, 1G or bytes", "1G");
    private readonly Option<ulong> @base = CliOption.Size("--base", "ADDRESS", "Guest address of the memslot, as 0x40000000 or 1G", "0x40000000");
    private readonly Option<Backing> backing = CliOption.Value<Backing>(
        "--backing",
        "NAME",
        $"Host pages behind it: {Backings}",
        Backing.TryParse,
        $"is not a valid backing; available: {Backings}",
        "thp",
        () => Backing.KnownNames);

    private readonly Option<SplitStrategy> strategy = CliOption.Choice(
        "--strategy", "NAME", "Split strategy; see 's2grid strategies'", SplitStrategies.All.ToDictionary(s => s.Name), "baseline");

    private readonly Option<SplitChunk> chunk = CliOption.Value<SplitChunk>(
        "--chunk",
        "SIZE",
        "Memory between two fillings of the split cache: a size, 0 or whole",
        SplitChunk.TryParse,
        "is not a valid chunk; write a power of two (2M, 1G), 0 or whole",
        "2M",
        () => ["0", "4K", "2M", "1G", "whole"]);

    private readonly Option<IReadOnlyList<string>> steps = CliOption.Texts(
        "--steps", "STEPS", "What to do, between commas; see the examples", StepList.Default, () => StepList.Names);

    private readonly Option<int?> iaBits = CliOption.OptionalNumber(
        "--ia-bits",
        "N",
        "Input address size, 32 to 48",
        Stage2Geometry.MinIaBits,
        Stage2Geometry.MaxIaBits,
        "the smallest of 40, 42, 44, 48 that holds the slot");

    private readonly Option<int> granule = CliOption.Choice("--granule", "SIZE", "Page size: 4K, 16K or 64K", Granules, "4K");
    private readonly Option<bool> noFwb = CliOption.Flag("--no-fwb", "Simulate a CPU without FEAT_S2FWB");
    private readonly Option<bool> noTlbiRange = CliOption.Flag("--no-tlbi-range", "Simulate a CPU without FEAT_TLBIRANGE");
    private readonly Option<Format> format = FormatOption.Of(Format.Table, Format.Json);
    private readonly Option<bool> map = CliOption.Flag("--map", "Show the table tree after the last step");
    private readonly Option<string?> cluster;

    public VmCommand(CliEnvironment terminal)
        : base(
            terminal,
            "vm",
            "Run steps on one simulated VM and show what each costs",
            new(
                "s2grid vm --memory 1G --backing hugetlb-1g --strategy rfc --chunk 2M --steps populate,wp,split,split",
                "The enable path with the RFC's hints, then a second split of what is already split."),
            new(
                "s2grid vm --backing thp --steps populate,wp,write:random=0.1,seed=7 --map",
                "A tenth of the pages written while logging, and the tree that it leaves."),
            new(
                "s2grid vm --backing 1g --steps populate --steps split-range:offset=74M,size=4K,pages=2 --format json",
                "One split call with two spare pages, as JSON that 's2grid vm replay' reads."),
            new(
                "s2grid vm --memory 4G --steps populate,wp,split --cluster lab",
                "The same steps in a session on a silo, which gives it back when it is idle."))
    {
        cluster = CliOption.OptionalText(
            "--cluster",
            "NAME|HOST:PORT",
            "The cluster to run the steps in: a name of 's2grid cluster add', or gateways separated by commas",
            "this process",
            new ClusterContexts(terminal).Names);
        steps.Validators.Add(result => StepList.AddErrors(result, steps.Name));
        Add(new VmReplayCommand(terminal));
        AddAll(memory, @base, backing, strategy, chunk, steps, iaBits, granule, noFwb, noTlbiRange, cluster, format, map);
    }

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        foreach (string sentence in Configuration(parse).Errors())
        {
            yield return new UsageError("--" + sentence.Replace("ia_bits", "ia-bits", StringComparison.Ordinal).TrimEnd('.'));
        }

        if (parse.GetValue(map) && StepList.Read(parse.GetRequiredValue(steps)) is [.., { Kind: VmStepKind.Destroy }])
        {
            yield return new UsageError("--map: no tree is left to draw after 'destroy'", map.Name);
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        VmConfiguration configuration = Configuration(parse);
        bool asJson = parse.GetValue(format) == Format.Json;
        var vm = new VmExecution(configuration, StepList.Read(parse.GetRequiredValue(steps)), asJson, parse.GetValue(map));
        if (parse.GetValue(cluster) is { } name)
        {
            await using GridSession grid = await GridSession.ToAskAsync(Terminal, new GridTarget(null, name), cancellation);
            await vm.RunAsync(grid, cancellation);
        }
        else
        {
            await vm.RunAsync(cancellation);
        }

        if (asJson)
        {
            ReplayWriter.Write(Terminal.Out, new ReplayCase("vm", configuration, vm.Steps), vm.Map);
            Terminal.Out.WriteLine();
            return ExitCode.Done;
        }

        VmTableWriter.Write(Terminal.Out, configuration, vm.Steps);
        if (vm.Map is { } tree)
        {
            Terminal.Out.WriteLine();
            MapWriter.Write(Terminal.Out, configuration.Geometry, tree);
        }

        return ExitCode.Done;
    }

    private VmConfiguration Configuration(ParseResult parse)
    {
        ulong bytes = parse.GetValue(memory);
        ulong start = parse.GetValue(@base);
        int smallest = Stage2Geometry.SmallestIaBits(start + bytes);
        return new VmConfiguration
        {
            Memory = bytes,
            Base = start,
            Backing = parse.GetRequiredValue(backing),
            Strategy = parse.GetRequiredValue(strategy),
            Chunk = parse.GetRequiredValue(chunk),
            PageShift = parse.GetValue(granule),
            IaBits = parse.GetValue(iaBits) ?? (smallest == 0 ? Stage2Geometry.MaxIaBits : smallest),
            Fwb = !parse.GetValue(noFwb),
            TlbiRange = !parse.GetValue(noTlbiRange),
        };
    }
}
