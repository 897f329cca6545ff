using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using S2Grid.Agent.Measuring;
using S2Grid.Mmu;
using S2Grid.Protocol;
using static System.FormattableString;

namespace S2Grid.Agent.Replay;

/// <summary>Measured runs that are played back: what <c>s2grid results SWEEP --format json</c> has written of one machine and kernel.</summary>
internal sealed class Recording : IMeasurer
{
    /// <summary>The recording that comes with the program.</summary>
    internal const string BuiltIn = "arm64-lab";

    private const string HitsSuffix = ".hits";

    private static readonly string[] KeyNames =
    [
        "scenario", "memory", "backing", "chunk", "dirty", "base-offset", "iterations", "clear-pages", "vcpus", "memslots", "write-percent", "order",
        "manual-protect", "dirty-ring", "driver",
    ];

    private readonly Dictionary<string, List<JsonElement>> runs = new(StringComparer.Ordinal);

    private readonly Machine machine;

    private Recording(IReadOnlyList<JsonElement> rows)
    {
        JsonElement any = rows[0];
        machine = new Machine
        {
            AgentVersion = "replay",
            HostName = $"recorded on {Text(any, "agent")}",
            Architecture = Text(any, "architecture"),
            KernelRelease = Text(any, "kernel"),
            KernelStrategy = Text(any, "kernel_strategy"),
            PageBytes = (int)any.GetProperty("kernel_page_bytes").GetInt64(),
            MemoryBytes = 1L << 50,
            Provenance = "replayed",
            ProvenanceReason = $"played back; recorded as {Text(any, "provenance")} on {Text(any, "agent")}",
            RecordedProvenance = Text(any, "provenance"),
            ThpMode = "madvise",
            Counts = true,
            BootId = "replay",
            Kvm = new KvmFacts { Usable = true, ManualProtect = 3, DirtyRing = 1 << 20, Vcpus = 512, Memslots = 512 },
        };
        Description = Invariant($"Plays back {rows.Count} runs {machine.HostName}.");
        machine.HugePages.Add([new HugePages { Bytes = 2 << 20, Total = 1 << 29, Free = 1 << 29 }, new HugePages { Bytes = 1 << 30, Total = 1 << 20, Free = 1 << 20 }]);
        foreach (JsonElement row in rows)
        {
            string key = string.Join(' ', KeyNames.Select(name => Text(row, name)));
            if (!runs.TryGetValue(key, out List<JsonElement>? alike))
            {
                runs.Add(key, alike = []);
            }

            alike.Add(row);
            if (ByteSize.TryParse(Text(row, "chunk"), out ulong chunk))
            {
                machine.Kvm.BlockSizes |= chunk;
            }
        }
    }

    /// <summary>What it has, in a sentence.</summary>
    internal string Description { get; }

    /// <summary>Finds the built-in recording, or reads a file. A file wins over it only if it is written as a path.</summary>
    /// <param name="nameOrFile">As it was given.</param>
    /// <param name="path">The same as a full path.</param>
    /// <exception cref="AgentException">There is neither, or the file is not a recording.</exception>
    internal static Recording Find(string nameOrFile, string path)
    {
        if (nameOrFile == BuiltIn)
        {
            using var text = new StreamReader(typeof(Recording).Assembly.GetManifestResourceStream($"{typeof(Recording).Namespace}.{BuiltIn}.json")!);
            return Read(BuiltIn, text.ReadToEnd());
        }

        try
        {
            return Read(nameOrFile, File.ReadAllText(path));
        }
        catch (FileNotFoundException)
        {
            throw new AgentException($"'{nameOrFile}' is neither a file nor the recording that comes with s2grid-agent, {BuiltIn}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"{nameOrFile} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads a recording.</summary>
    /// <exception cref="AgentException">It is none, or is of several machines or kernels.</exception>
    internal static Recording Read(string shown, string text)
    {
        JsonElement[] rows;
        try
        {
            using var document = JsonDocument.Parse(text);
            rows = [.. document.RootElement.EnumerateArray().Where(IsMeasured).Select(row => row.Clone())];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new AgentException($"{shown} is not a recording: {e.Message} Make one with 's2grid results SWEEP --format json'.");
        }

        if (rows.Length == 0)
        {
            throw new AgentException($"{shown} has no measured run that succeeded; make a recording with 's2grid results SWEEP --format json'.");
        }

        string[] kernels = [.. rows.Select(row => $"{Text(row, "kernel")} on {Text(row, "agent")}").Distinct()];
        return kernels.Length == 1 ? new Recording(rows) : throw new AgentException(
            $"{shown} has runs of several machines or kernels ({string.Join("; ", kernels)}); export those of one with --where.");
    }

    /// <inheritdoc/>
    public Machine Describe() => machine.Clone();

    /// <inheritdoc/>
    public IEnumerable<HugePages> HugePages() => machine.HugePages;

    /// <inheritdoc/>
    public void PutBack()
    {
    }

    /// <summary>The report of a recorded run of an experiment's configuration; a refusal if there is none.</summary>
    public Task<RunReport> RunAsync(Experiment experiment, Machine machine, Action<string> progress, CancellationToken cancellation) =>
        Task.FromResult(Find(experiment));

    private RunReport Find(Experiment experiment)
    {
        var report = new RunReport
        {
            SweepId = experiment.SweepId,
            Lease = experiment.Lease,
            Run = experiment.Run,
            Outcome = RunOutcome.Succeeded,
            Provenance = machine.Provenance,
            Kernel = machine.KernelRelease,
            AgentVersion = machine.AgentVersion,
        };
        if (!runs.TryGetValue(KeyOf(experiment), out List<JsonElement>? alike))
        {
            report.Outcome = RunOutcome.Refused;
            report.Error = "the recording has no such run";
            return report;
        }

        JsonElement row = alike[experiment.Repeat % alike.Count];
        report.Samples.Add(ReadSamples(Text(row, "samples")));
        if (experiment.VerifyCounts)
        {
            report.Counted = ReadCounted(row);
        }

        report.Disturbed.Add(ReadSentences(Text(row, "disturbed")));
        ReadSurroundings(report, Text(row, "surroundings"));
        return report;
    }

    private static bool IsMeasured(JsonElement row) =>
        row.TryGetProperty("agent", out JsonElement agent) && agent.ValueKind == JsonValueKind.String && Text(row, "state") == "succeeded";

    private static string KeyOf(Experiment experiment) => string.Join(
        ' ',
        experiment.Scenario.ToString().ToLowerInvariant(),
        ByteSize.Format((ulong)experiment.MemoryBytes),
        experiment.Backing switch
        {
            ExperimentBacking.Pages => "4k",
            ExperimentBacking.Thp => "thp",
            ExperimentBacking.Hugetlb2M => "hugetlb-2m",
            ExperimentBacking.Hugetlb1G => "hugetlb-1g",
            _ => "shmem",
        },
        ByteSize.Format((ulong)experiment.ChunkBytes),
        experiment.Dirty.PagesCase switch
        {
            PageChoice.PagesOneofCase.StrideBytes => $"stride={ByteSize.Format((ulong)experiment.Dirty.StrideBytes)}",
            PageChoice.PagesOneofCase.Random => Invariant($"random={(decimal)experiment.Dirty.Random.Fraction:0.#########},seed={experiment.Dirty.Random.Seed}"),
            _ => "all",
        },
        ByteSize.Format((ulong)experiment.BaseOffset),
        Invariant($"{experiment.Iterations} {experiment.ClearPages} {experiment.Vcpus} {experiment.Memslots} {experiment.WritePercent}"),
        experiment.RandomOrder ? Invariant($"random seed {experiment.Seed}") : "ascending",
        experiment.ManualProtect switch
        {
            ManualProtect.ByScenario => "auto",
            ManualProtect.Off => "off",
            ManualProtect.On => "on",
            _ => "initially-set",
        },
        experiment.DirtyRing ? "true" : "false",
        experiment.Driver == ExperimentDriver.Harness ? "harness" : "dirty-log-perf-test");

    private static string[] ReadSentences(string text) => text.Length == 0 ? [] : JsonSerializer.Deserialize(text, SentencesJson.Default.StringArray)!;

    private static IEnumerable<Sample> ReadSamples(string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (JsonElement recorded in document.RootElement.EnumerateArray())
        {
            var sample = new Sample
            {
                WarmUp = recorded.GetProperty("warm_up").GetBoolean(),
                ThpBytes = recorded.GetProperty("thp_bytes").GetInt64(),
                KernelPageBytes = recorded.GetProperty("kernel_page_bytes").GetInt64(),
            };
            sample.Steps.Add(recorded.GetProperty("steps").EnumerateArray().Select(ReadStep));
            yield return sample;
        }
    }

    private static Step ReadStep(JsonElement recorded)
    {
        var step = new Step
        {
            Name = Text(recorded, "name"),
            Scope = Text(recorded, "scope"),
            Nanoseconds = recorded.GetProperty("nanoseconds").GetInt64(),
            DirtyPages = recorded.GetProperty("dirty_pages").GetInt64(),
            Tables = recorded.GetProperty("tables").GetInt64(),
        };
        step.Calls.Add(recorded.GetProperty("calls").EnumerateArray().Select(call => call.GetInt64()));
        foreach (JsonProperty value in recorded.GetProperty("stats").EnumerateObject())
        {
            step.Stats[value.Name] = value.Value.GetInt64();
        }

        return step;
    }

    private static CountedSample ReadCounted(JsonElement row)
    {
        var counted = new CountedSample { WhyNot = Text(row, "count_fault") };
        foreach (JsonProperty column in row.EnumerateObject())
        {
            if (!column.Name.EndsWith(HitsSuffix, StringComparison.Ordinal) || column.Value.ValueKind != JsonValueKind.String)
            {
                continue;
            }

            var step = new CountedStep { Name = column.Name[..^HitsSuffix.Length] };
            using var hits = JsonDocument.Parse(column.Value.GetString()!);
            foreach (JsonProperty hit in hits.RootElement.EnumerateObject())
            {
                step.Hits[hit.Name] = hit.Value.GetInt64();
            }

            counted.Steps.Add(step);
        }

        if (counted.Steps.Count == 0 && counted.WhyNot.Length == 0)
        {
            counted.WhyNot = "they were not counted when the run was recorded";
        }

        return counted;
    }

    private static void ReadSurroundings(RunReport report, string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (JsonProperty fact in document.RootElement.GetProperty("before").EnumerateObject())
        {
            report.SurroundingsBefore[fact.Name] = fact.Value.GetString();
        }

        foreach (JsonProperty fact in document.RootElement.GetProperty("after").EnumerateObject())
        {
            report.SurroundingsAfter[fact.Name] = fact.Value.GetString();
        }
    }

    private static string Text(JsonElement row, string name) => !row.TryGetProperty(name, out JsonElement value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        _ => "",
    };
}

/// <summary>How sentences are read where nothing can be found out about types while the program runs.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class SentencesJson : JsonSerializerContext;
