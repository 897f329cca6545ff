using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps show</c>: one sweep's state and what it was started with.</summary>
public sealed class ShowCommand(CliEnvironment environment)
    : SweepCommand(environment, "show", "Show a sweep's state and what it was started with", Format.Table, Format.Json)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps show rfc-2026-05", "State, counts, times and the specification."),
        new("s2grid sweeps show 3f2a --format json", "The sweep whose id begins with 3f2a, for a program."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation)
    {
        SweepRequest request = await grid.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation);
        if (settings.Format == Format.Json)
        {
            JsonOutput.Write(World.Out, json =>
            {
                json.WriteStartObject();
                StatusJson.WriteProperties(json, sweep);
                json.WriteString("specification_file", request.FileName);
                json.WriteString("specification", request.SpecificationText);
                json.WriteStartObject("overrides");
                foreach (AxisOverride axis in request.Overrides)
                {
                    json.WriteString(axis.Axis, axis.Values);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            });
            return ExitCode.Done;
        }

        var table = new TextTable("sweep", sweep.Name);
        foreach ((string name, string value) in Lines(sweep, request))
        {
            table.Add(name, value);
        }

        table.WriteText(World.Out);
        World.Out.WriteLine();
        World.Out.WriteLine(request.SpecificationText.TrimEnd());
        return ExitCode.Done;
    }

    private static IEnumerable<(string Name, string Value)> Lines(SweepStatus sweep, SweepRequest request)
    {
        SweepProgress progress = sweep.Progress;
        yield return ("id", sweep.Id);
        string owner = sweep.OwnerProcessId is { } process ? Invariant($" in process {process}") : "";
        yield return ("state", progress.State.ToString().ToLowerInvariant() + owner);
        if (progress.Fault is { } fault)
        {
            yield return (progress.State.IsAtRest() ? "drained because" : "waits because", fault);
        }

        yield return ("progress", ProgressText.Describe(progress));
        yield return ("created", Invariant($"{sweep.CreatedAt:u}"));
        yield return ("last started", Invariant($"{sweep.StartedAt:u}"));
        yield return ("last ended", sweep.EndedAt is { } end ? Invariant($"{end:u}") : "not yet");
        string files = Invariant($"{sweep.Segments:N0} {(sweep.Segments == 1 ? "file" : "files")}");
        yield return ("stored", $"{HumanSize.Describe(sweep.StoredBytes)} in {files}");
        if (PolicyText.Describe(sweep.Policy) is { Length: > 0 } policy)
        {
            yield return ("shares the grid", policy);
        }

        yield return ("engine", sweep.EngineVersion);
        yield return ("specification", $"{request.FileName}, hash {sweep.SpecificationHash}");
        foreach (AxisOverride axis in request.Overrides)
        {
            yield return ("set", $"{axis.Axis}={axis.Values}");
        }

        if (request.Repeats is { } repeats)
        {
            yield return ("repeats", Invariant($"{repeats}"));
        }
    }
}
