using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Measuring;

/// <summary>Reports of runs.</summary>
internal static class Reports
{
    /// <summary>A report with what is known before anything is done.</summary>
    internal static RunReport Begin(Experiment experiment) => new()
    {
        SweepId = experiment.SweepId,
        Lease = experiment.Lease,
        Run = experiment.Run,
        Provenance = ProvenanceDecision.Of(ProvenanceEvidence.Here()).Provenance,
        Kernel = MachineReader.Kernel,
        AgentVersion = ProgramVersion.Number,
    };

    /// <summary>A report of a run that gave nothing.</summary>
    internal static RunReport Without(Experiment experiment, RunOutcome outcome, string error)
    {
        RunReport report = Begin(experiment);
        report.Outcome = outcome;
        report.Error = error;
        return report;
    }
}
