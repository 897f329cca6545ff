using S2Grid.Agent.Identity;
using static System.FormattableString;

namespace S2Grid.Agent.Gateway;

/// <summary>
/// Reports that are finished and not delivered. They are kept on disk, so that nothing measured is lost with this process; where the disk
/// is full they are kept in memory until they are delivered.
/// </summary>
internal sealed class ReportSpool(StateFolder state, AgentLog log)
{
    private const string Extension = ".report";
    private const string RefusedExtension = ".refused";

    private readonly Queue<(string? File, RunReport Report)> waiting = new(Stored(state, log));

    /// <summary>Keeps a report until it is delivered.</summary>
    internal void Add(RunReport report)
    {
        string name = Invariant($"{Guid.NewGuid():N}{Extension}");
        try
        {
            state.Write(name, report.ToByteArray());
            waiting.Enqueue((name, report));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Say($"The report of run {report.Run} cannot be kept in {state.Path}: {exception.Message} It is kept in memory until it is "
                + "delivered: do not stop this agent before, and make room.");
            waiting.Enqueue((null, report));
        }
    }

    /// <summary>Delivers what is kept, oldest first, until nothing is.</summary>
    internal async Task DeliverAsync(GridLink link, CancellationToken cancellation)
    {
        while (waiting.TryPeek(out (string? File, RunReport Report) next))
        {
            RunReport report = next.Report;
            bool tooLarge = false;
            try
            {
                ReportReply reply = await link.CallAsync(
                    (gateway, options) =>
                    {
                        tooLarge = link.Settings.LargestReport > 0 && report.CalculateSize() > link.Settings.LargestReport;
                        return gateway.ReportAsync(tooLarge ? TooLarge(report, link.Settings.LargestReport) : report, options);
                    },
                    TimeSpan.Zero,
                    cancellation);
                log.Say(Outcome(report, reply));
                if (tooLarge)
                    SetAside(next.File, report, "it is larger than the grid takes.");
                else if (next.File is not null)
                    state.Delete(next.File);
            }
            catch (RpcException exception)
            {
                SetAside(next.File, report, exception.Status.Detail);
            }

            waiting.Dequeue();
        }
    }

    private static RunReport TooLarge(RunReport report, long most) => new()
    {
        SweepId = report.SweepId,
        Lease = report.Lease,
        Run = report.Run,
        Outcome = RunOutcome.Failed,
        Error = string.Create(CultureInfo.InvariantCulture,
            $"The report has {report.CalculateSize()} bytes, and the grid takes {most}: measure fewer iterations, or clear in larger "
            + $"pieces."),
        Provenance = report.Provenance,
        Kernel = report.Kernel,
        KernelStrategy = report.KernelStrategy,
        AgentVersion = report.AgentVersion,
    };

    private static string Outcome(RunReport report, ReportReply reply)
    {
        string run = Invariant($"Run {report.Run} of sweep {report.SweepId}");
        return reply.Stored
            ? $"{run} is reported: {report.Outcome.ToString().ToLowerInvariant()}.{(report.Error.Length > 0 ? $" {report.Error}" : "")}"
            : $"{run} was reported and not stored: {reply.Reason}";
    }

    private void SetAside(string? file, RunReport report, string reason)
    {
        string kept = "";
        if (file is not null)
        {
            string aside = Path.ChangeExtension(file, RefusedExtension);
            state.Rename(file, aside);
            kept = $" It is kept as {state.Path}/{aside}.";
        }

        log.Say(Invariant($"The grid refuses the report of run {report.Run} of sweep {report.SweepId}: {reason}{kept}"));
    }

    private static IEnumerable<(string? File, RunReport Report)> Stored(StateFolder state, AgentLog log)
    {
        foreach (string name in state.Names(Extension).ToArray())
        {
            RunReport report;
            try
            {
                report = RunReport.Parser.ParseFrom(state.ReadBytes(name));
            }
            catch (InvalidProtocolBufferException exception)
            {
                log.Say($"{state.Path}/{name} is not a valid report: {exception.Message} It is left there.");
                continue;
            }

            yield return (name, report);
        }
    }
}
