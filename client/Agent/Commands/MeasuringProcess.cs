using System.Diagnostics;
using System.Runtime.CompilerServices;
using S2Grid.Agent.Counting;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using S2Grid.Agent.Measuring;
using S2Grid.Agent.Selftest;
using static System.FormattableString;

namespace S2Grid.Agent.Commands;

/// <summary>
/// Runs experiments in processes of their own: one that hangs is killed, one that runs out of memory dies alone, and whatever it leaves
/// in the kernel is put back. The process gets the experiment on its standard input, which stays open: when it closes, the process ends.
/// </summary>
internal sealed class MeasuringProcess(MeasuringOptions options, StateFolder state) : IMeasurer
{
    private const long MemoryToSpare = 64L << 20;

    /// <inheritdoc/>
    public Machine Describe()
    {
        Machine here = MachineReader.Read();
        here.HugePages.Clear();
        here.HugePages.AddRange(HugePages());
        here.Selftest = options.SelftestPath is { } path && File.Exists(path);
        return here;
    }

    /// <inheritdoc/>
    public IEnumerable<HugePages> HugePages() => HugePagePools.Offer(options.ReserveHugePages);

    /// <inheritdoc/>
    public void PutBack()
    {
        try
        {
            KernelProbes.RemoveAll();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without root there are no probes of ours.
        }

        HugePageReservation.PutBack(state);
    }

    /// <inheritdoc/>
    public async Task<RunReport> RunAsync(Experiment experiment, Machine machine, Action<string> progress, CancellationToken cancellation)
    {
        if (WhyNever(experiment, machine) is { } refusal)
            return Reports.Without(experiment, RunOutcome.Refused, refusal);

        if (NotEnoughMemory(experiment) is { } shortage)
            return Reports.Without(experiment, RunOutcome.Failed, shortage);

        try
        {
            using HugePageReservation? reservation =
                HugePageReservation.Make(experiment, state, options.ReserveHugePages, out string? whyNot);
            return whyNot is null
                ? await StartAsync(experiment, progress, cancellation)
                : Reports.Without(experiment, RunOutcome.Failed, whyNot);
        }
        finally
        {
            PutBack();
        }
    }

    private string? WhyNever(Experiment experiment, Machine machine)
    {
        IReadOnlyList<string> errors = ExperimentCheck.Errors(experiment, machine.PageBytes);
        if (errors.Count > 0)
            return $"The experiment makes no sense: {string.Join("; ", errors)}.";

        string[] refusals =
        [
            .. Refusals.Of(experiment, machine),
            .. experiment.Driver == ExperimentDriver.Selftest ? SelftestPlan.Refusals(experiment, options.SelftestPath) : [],
        ];
        return refusals.Length > 0 ? string.Join(' ', refusals) : null;
    }

    private static string? NotEnoughMemory(Experiment experiment)
    {
        if (experiment.Backing.Describe().HugePageBytes > 0)
            return null;

        long available = MemoryInfo.Bytes("MemAvailable");
        return experiment.MemoryBytes + MemoryToSpare > available
            ? Invariant($"needs {experiment.MemoryBytes} bytes of memory and {MemoryToSpare} to spare; {available} are available now.")
            : null;
    }

    private async Task<RunReport> StartAsync(Experiment experiment, Action<string> progress, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(experiment.TimeLimitSeconds));
        using Process process = Process.Start(StartInfo()) ?? throw new AgentException("The measuring process does not start.");
        try
        {
            var output = new MemoryStream();
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            Task<string> telling = TellAsync(process.StandardError, progress, limit.Token);
            experiment.WriteDelimitedTo(process.StandardInput.BaseStream);
            await process.StandardInput.BaseStream.FlushAsync(limit.Token);
            await reading;
            string said = await telling;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? RunReport.Parser.ParseFrom(output.ToArray())
                : Reports.Without(experiment, RunOutcome.Failed, Ended(process.ExitCode, said));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Reports.Without(
                experiment, RunOutcome.Failed,
                Invariant($"The run was not done within its {experiment.TimeLimitSeconds} seconds, and was killed."));
        }
        catch (Exception exception) when (exception is IOException or InvalidProtocolBufferException)
        {
            return Reports.Without(experiment, RunOutcome.Failed, $"The measuring process broke off: {exception.Message}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static string Ended(int exitCode, string said)
    {
        string how = exitCode > 128
            ? Invariant($"was ended by signal {exitCode - 128}{(exitCode == 137 ? ", as the kernel does when memory runs out" : "")}")
            : Invariant($"ended with exit code {exitCode}");
        return $"The measuring process {how}.{(said.Length > 0 ? $" It said: {said}" : "")}";
    }

    private static async Task<string> TellAsync(StreamReader errors, Action<string> progress, CancellationToken cancellation)
    {
        string last = "";
        while (await errors.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(MeasuringProtocol.ProgressPrefix, StringComparison.Ordinal))
                progress(line[MeasuringProtocol.ProgressPrefix.Length..]);
            else
                last = line;
        }

        return last;
    }

    private ProcessStartInfo StartInfo()
    {
        // Compiled ahead of time the program starts itself, whatever it is called by now.
        string program = RuntimeFeature.IsDynamicCodeSupported
            ? Path.Combine(AppContext.BaseDirectory, "s2grid-agent")
            : "/proc/self/exe";
        var info = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.ArgumentList.Add(MeasuringProtocol.Command);
        if (options.SelftestPath is { } path)
        {
            info.ArgumentList.Add(MeasuringProtocol.SelftestOption);
            info.ArgumentList.Add(path);
        }

        return info;
    }
}
