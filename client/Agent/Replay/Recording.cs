using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using S2Grid.Agent.Measuring;
using static System.FormattableString;

namespace S2Grid.Agent.Replay;

/// <summary>Measured runs that are played back: what <c>s2grid results SWEEP --format json</c> has written of one machine and
/// kernel.</summary>
internal sealed class Recording : IMeasurer
{
    /// <summary>The recording that comes with the program.</summary>
    internal const string BuiltIn = "arm64-lab";

    private const string HitsSuffix = ".hits";

    /// <summary>What tells runs of one machine and kernel apart.</summary>
    private static readonly Setting[] Keys =
        [.. ExperimentSettings.All.Where(setting => setting.IsIdentity && setting != Axes.Strategy && setting != KvmKeys.WarmUps)];

    private readonly Dictionary<string, List<RunReport>> runs = new(StringComparer.Ordinal);

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
            PageBytes = PageBytes(any),
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
        machine.HugePages.Add([new HugePages { Bytes = 2 << 20, Total = 1 << 29, Free = 1 << 29 },
            new HugePages { Bytes = 1 << 30, Total = 1 << 20, Free = 1 << 20 }]);
        foreach ((int index, JsonElement row) in rows.Index())
        {
            string key = string.Join(' ', Keys.Select(setting => Text(row, setting.Name) is { Length: > 0 } text ? text : setting.Default));
            if (!runs.TryGetValue(key, out List<RunReport>? alike))
                runs.Add(key, alike = []);

            alike.Add(ReadReport(row, index + 1));
            if (ByteSize.TryParse(Text(row, "chunk"), out ulong chunk))
                machine.Kvm.BlockSizes |= chunk;
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
            using var text =
                new StreamReader(typeof(Recording).Assembly.GetManifestResourceStream($"{typeof(Recording).Namespace}.{BuiltIn}.json")!);
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
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;

            // Version 0.1.0 wrote the runs alone.
            JsonElement listed = root.ValueKind == JsonValueKind.Object ? root.GetProperty("runs") : root;
            return Of(shown, [.. listed.EnumerateArray().Where(IsMeasured)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new AgentException($"{shown} is not a recording: {e.Message} Make one with 's2grid results SWEEP --format json'.");
        }
    }

    private static Recording Of(string shown, JsonElement[] rows)
    {
        if (rows.Length == 0)
        {
            throw new AgentException(
                $"{shown} has no measured run that succeeded; make a recording with 's2grid results SWEEP --format json'.");
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
        RunReport report = runs.TryGetValue(string.Join(' ', Keys.Select(experiment.Text)), out List<RunReport>? alike)
            ? alike[experiment.Repeat % alike.Count].Clone()
            : new RunReport { Outcome = RunOutcome.Refused, Error = "the recording has no such run" };
        (report.SweepId, report.Lease, report.Run) = (experiment.SweepId, experiment.Lease, experiment.Run);
        (report.Provenance, report.Kernel, report.AgentVersion) = (machine.Provenance, machine.KernelRelease, machine.AgentVersion);
        if (!experiment.VerifyCounts)
            report.Counted = null;

        return report;
    }

    /// <summary>All that is told of a recorded run, read at once: what is wrong with it is told before an agent takes runs.</summary>
    /// <exception cref="JsonException">A part of it is not what it should be; the message says which, of which run.</exception>
    private static RunReport ReadReport(JsonElement row, int number)
    {
        var report = new RunReport { Outcome = RunOutcome.Succeeded, Counted = new CountedSample { WhyNot = Text(row, "count_fault") } };
        Read("samples", ProtocolJson.Default.RepeatedFieldSample, report.Samples.Add);
        if (Text(row, "disturbed").Length > 0)
            Read("disturbed", ProtocolJson.Default.StringArray, report.Disturbed.Add);

        Read("surroundings", ProtocolJson.Default.ReportSurroundings, around =>
        {
            report.SurroundingsBefore.Add(around.Before);
            report.SurroundingsAfter.Add(around.After);
        });
        foreach (JsonProperty column in row.EnumerateObject())
        {
            if (!column.Name.EndsWith(HitsSuffix, StringComparison.Ordinal) || Text(row, column.Name).Length == 0)
                continue;

            var step = new CountedStep { Name = column.Name[..^HitsSuffix.Length] };
            Read(column.Name, ProtocolJson.Default.MapFieldStringInt64, step.Hits.Add);
            report.Counted.Steps.Add(step);
        }

        if (report.Counted.Steps.Count == 0 && report.Counted.WhyNot.Length == 0)
            report.Counted.WhyNot = "they were not counted when the run was recorded";

        return report;

        void Read<T>(string column, JsonTypeInfo<T> type, Action<T> add)
        {
            try
            {
                add(JsonSerializer.Deserialize(Text(row, column), type) ?? throw new JsonException("it is null"));
            }
            catch (Exception e) when (e is JsonException or ArgumentException)
            {
                throw new JsonException(Invariant($"'{column}' of measured run {number}: {e.Message}"), e);
            }
        }
    }

    private static bool IsMeasured(JsonElement row) =>
        row.TryGetProperty("agent", out JsonElement agent) && agent.ValueKind == JsonValueKind.String && Text(row, "state") == "succeeded";

    private static int PageBytes(JsonElement row) =>
        int.TryParse(Text(row, "kernel_page_bytes"), NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes > 0
            ? bytes : throw new JsonException("'kernel_page_bytes' of measured run 1 is no number of bytes.");

    private static string Text(JsonElement row, string name)
        => !row.TryGetProperty(name, out JsonElement value) ? "" : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number or JsonValueKind.Array or JsonValueKind.Object => value.GetRawText(),
            _ => "",
        };
}
