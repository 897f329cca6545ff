using S2Grid.Cli.Clusters;
using S2Grid.Views.Output;
using S2Grid.Views.Sweeps;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps show</c>: one sweep's state and what it was started with.</summary>
internal static class ShowCommand
{
    public static CliCommand Of(SubjectCommands<SweepStatus> sweeps)
    {
        Option<Format> format = FormatOption.Of(Format.Table, Format.Json);
        return sweeps.Of(
            "show",
            "Show a sweep's state and its specification",
            [
                new("s2grid sweeps show rfc-2026-05", "State, counts, times and the specification."),
                new("s2grid sweeps show 3f2a --format json", "The sweep whose id begins with 3f2a, for a program."),
            ],
            async (session, sweep, parse, cancellation) =>
            {
                SweepRequest request = await session.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation);
                Write(sweeps.Terminal.Out, sweep, request, parse.GetRequiredValue(format));
                return ExitCode.Done;
            },
            format);
    }

    private static void Write(TextWriter output, SweepStatus sweep, SweepRequest request, Format format)
    {
        if (format == Format.Json)
        {
            JsonOutput.WriteMerged(output, SweepJson.Of(sweep), SweepJson.Of(request));
            return;
        }

        var table = new TextTable("sweep", sweep.Name);
        foreach ((string name, string value) in Lines(sweep, request))
            table.Add(name, value);

        table.WriteText(output);
        output.WriteLine();
        output.WriteLine(PrintableText.SanitizeLines(request.SpecificationText.TrimEnd()));
    }

    private static IEnumerable<(string Name, string Value)> Lines(SweepStatus sweep, SweepRequest request)
    {
        SweepProgress progress = sweep.Progress;
        yield return ("id", sweep.Id);
        string owner = sweep.OwnerProcessId is { } process ? Invariant($" in process {process}") : "";
        yield return ("state", progress.State.ToString().ToLowerInvariant() + owner);
        if (progress.Fault is { } fault)
            yield return (progress.State.IsAtRest() ? "stopped because" : "waiting because", fault);

        yield return ("progress", ProgressText.Describe(progress));
        yield return ("created", Invariant($"{sweep.CreatedAt:u}"));
        yield return ("last started", Invariant($"{sweep.StartedAt:u}"));
        yield return ("last ended", sweep.EndedAt is { } end ? Invariant($"{end:u}") : "not yet");
        string files = Invariant($"{sweep.Segments:N0} {(sweep.Segments == 1 ? "file" : "files")}");
        yield return ("stored", $"{HumanSize.Describe(sweep.StoredBytes)} in {files}");
        if (PolicyOptions.Describe(sweep.Policy) is { Length: > 0 } policy)
            yield return ("shares the grid", policy);

        if (sweep.Replaces is { } old)
            yield return ("replaces", $"{old}, once all its runs are done and none has failed");

        yield return ("engine", sweep.EngineVersion);
        yield return ("specification", $"{request.FileName}, hash {sweep.SpecificationHash}");
        foreach (AxisOverride axis in request.Overrides)
            yield return ("set", $"{axis.Axis}={axis.Values}");

        if (request.Repeats is { } repeats)
            yield return ("repeats", Invariant($"{repeats}"));
    }
}
