using S2Grid.Agent.Measuring;
using static System.FormattableString;

namespace S2Grid.Agent.Gateway;

/// <summary>The agent's life: it waits for runs, carries them out one at a time, reports them, and says goodbye when it is asked to
/// stop.</summary>
internal sealed class AgentLoop(
    GridLink link, ReportSpool spool, IMeasurer measurer, KernelSwitch kernels, AgentOptions options, AgentLog log, TimeProvider clock)
{
    private static readonly TimeSpan AfterNothing = TimeSpan.FromSeconds(1);

    private Machine machine = new();

    /// <summary>The machine, with what the operator says about it.</summary>
    internal Machine Describe()
    {
        Machine here = measurer.Describe();
        if (options.KernelStrategies.Count > 0)
            here.KernelStrategy = KernelStrategy.Of(options.KernelStrategies, here.KernelRelease, here.KernelBuild);

        here.KernelVariants.AddRange(kernels.Variants);
        foreach ((string name, string value) in options.Labels)
            here.Labels[name] = value;

        return machine = here;
    }

    /// <summary>Lives until it is asked to stop, or has done all its runs.</summary>
    internal async Task RunAsync(CancellationToken drain)
    {
        measurer.PutBack();
        kernels.Resume(Describe().KernelStrategy);
        int done = 0;
        try
        {
            await spool.DeliverAsync(link, drain);
            while (done != options.MaxRuns)
            {
                LeaseReply reply = await LeaseAsync(last: done + 1 == options.MaxRuns, drain);
                switch (reply.WorkCase)
                {
                    case LeaseReply.WorkOneofCase.Experiment:
                        done += await DoAsync(reply.Experiment, drain) ? 1 : 0;
                        await spool.DeliverAsync(link, drain);
                        break;
                    case LeaseReply.WorkOneofCase.SwitchKernel:
                        await link.GoodbyeAsync($"boots the kernel of variant {reply.SwitchKernel.Variant}");
                        await kernels.BootAsync(reply.SwitchKernel.Variant, drain);
                        break;
                    default:
                        Tell(reply);
                        await Task.Delay(AfterNothing, clock, drain);
                        break;
                }

                drain.ThrowIfCancellationRequested();
            }

            await link.GoodbyeAsync(Invariant($"done with its {options.MaxRuns} runs"));
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested)
        {
            await DeliverAtEndAsync();
            await link.GoodbyeAsync("asked to stop");
        }
    }

    private async Task<LeaseReply> LeaseAsync(bool last, CancellationToken cancellation)
    {
        var request = new LeaseRequest { Last = last };
        request.HugePages.AddRange(measurer.HugePages());
        return await link.CallAsync(
            (gateway, callOptions) => gateway.LeaseAsync(request, callOptions),
            TimeSpan.FromSeconds(link.Settings.PatienceSeconds),
            cancellation);
    }

    private void Tell(LeaseReply reply)
    {
        if (reply.Health != AgentHealth.Active || reply.Reason.Length > 0)
            log.Say($"Nothing to do: this agent is {AgentHealthNames.Of(reply.Health, reply.Reason)}.");
    }

    /// <summary>Carries a run out and keeps its report, unless nobody wants it any more.</summary>
    /// <returns>Whether there is a report.</returns>
    private async Task<bool> DoAsync(Experiment experiment, CancellationToken drain)
    {
        log.Say(Invariant($"Run {experiment.Run} of sweep {experiment.SweepName} ({experiment.SweepId}): {Describe(experiment)}."));
        using var stop = new CancellationTokenSource();
        await using CancellationTokenRegistration onDrain = drain.Register(() => stop.CancelAfter(options.DrainTime));
        using var renewal = new LeaseRenewal(link, experiment, stop, log, clock);
        try
        {
            await renewal.Told.WaitAsync(stop.Token);
            RunReport report = await measurer.RunAsync(experiment, machine, renewal.Progress, stop.Token);
            report.KernelStrategy = machine.KernelStrategy;
            spool.Add(report);
            return true;
        }
        catch (OperationCanceledException)
        {
            log.Say(Invariant($"Run {experiment.Run} of sweep {experiment.SweepName} was broken off; nothing of it is reported."));
            return false;
        }
        finally
        {
            await renewal.EndAsync();
        }
    }

    private async Task DeliverAtEndAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(10), clock);
        try
        {
            await spool.DeliverAsync(link, soon.Token);
        }
        catch (OperationCanceledException)
        {
            log.Say("Some reports are not delivered. Those that are on disk are delivered after the next start.");
        }
    }

    private static string Describe(Experiment experiment) => string.Join(' ',
        ((Setting[])[Axes.Memory, Axes.Backing, Axes.Chunk, KvmKeys.Vcpus])
            .Select(setting => $"{setting.Name}={experiment.Text(setting)}").Prepend(experiment.Text(Axes.Scenario)));
}
