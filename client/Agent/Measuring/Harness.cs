using S2Grid.Agent.Counting;
using S2Grid.Agent.Kvm;
using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>Carries an experiment out on this machine's KVM: warm-ups, the sample that counts, and the counted one.</summary>
/// <param name="progress">Told what is going on, between samples.</param>
internal sealed class Harness(Action<string> progress)
{
    /// <summary>Carries it out. The report has neither the lease nor the labels.</summary>
    internal RunReport Run(Experiment experiment, CancellationToken cancellation)
    {
        RunReport report = Reports.Begin(experiment);
        foreach ((string name, string value) in Surroundings.Read())
            report.SurroundingsBefore[name] = value;

        var tables = PageTables.Find();
        if (tables.WhyNot is { } whyNot)
            report.SurroundingsBefore["tables_not_counted"] = whyNot;

        Affinity.Bind(Affinity.Choose(Affinity.Allowed, experiment.Vcpus));
        using var device = KvmDevice.Open();
        var disturbance = new Disturbance();
        var runner = new SampleRunner(device, experiment, new TableWatch(tables));
        for (int warmUp = 1; warmUp <= experiment.WarmUps; warmUp++)
        {
            progress(Invariant($"warm-up {warmUp} of {experiment.WarmUps}"));
            report.Samples.Add(runner.Run(warmUp: true, cancellation));
        }

        progress("sample");
        report.Samples.Add(runner.Run(warmUp: false, cancellation));
        foreach ((string name, string value) in Surroundings.Read().Concat(runner.Mode.Facts))
            report.SurroundingsAfter[name] = value;

        report.Disturbed.AddRange(
            disturbance.Since(experiment, report.Samples, report.SurroundingsBefore, report.SurroundingsAfter));
        if (experiment.VerifyCounts)
        {
            progress("counting the kernel's calls");
            report.Counted = Count(device, experiment, cancellation);
        }

        report.Outcome = RunOutcome.Succeeded;
        return report;
    }

    private static CountedSample Count(KvmDevice device, Experiment experiment, CancellationToken cancellation)
    {
        var counted = new CountedSample();
        var functions = KernelFunctions.Find();
        if (functions.WhyNot is { } whyNot)
        {
            counted.WhyNot = whyNot;
            return counted;
        }

        try
        {
            using var probes = new KernelProbes(functions);
            _ = new SampleRunner(device, experiment, new CountWatch(probes, counted)).Run(warmUp: false, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            counted.Steps.Clear();
            counted.WhyNot = exception.Message;
        }

        return counted;
    }
}
