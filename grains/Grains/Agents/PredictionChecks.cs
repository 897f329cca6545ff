using Microsoft.Extensions.Logging;
using S2Grid.Experiments.Measured;
using S2Grid.Grains.Telemetry;
using S2Grid.Grains.Vms;

namespace S2Grid.Grains.Agents;

/// <summary>
/// Holds the times that agents measure against what the cost models of their sweeps predict for the same configuration: a residual each.
/// The configuration is simulated for it on a thread of its own; nobody waits for that. Safe for use by several threads.
/// </summary>
public sealed partial class PredictionChecks(AgentInstruments instruments, TableMemoryBudget budget, ILogger<PredictionChecks> logger)
    : IDisposable
{
    /// <summary>The most runs that wait to be checked. What comes on top is not, and is counted as left out.</summary>
    public const int MostWaiting = 1000;

    private const int MostKept = 1000;
    private const double NanosecondsPerSecond = 1e9;

    private readonly WorkAside work = new("predictions", MostWaiting);
    private readonly Dictionary<(string Identity, string Strategy, int PageBytes), PredictedIoctls> known = [];

    /// <summary>Checks what was measured in a run, some time after this returns. Disturbed runs are not checked.</summary>
    /// <param name="sweep">The run's sweep.</param>
    /// <param name="run">The run.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="machine">The machine that measured, or plays back.</param>
    internal void Check(SweepSpecification sweep, PlannedRun run, Measurement measured, Machine machine)
    {
        if (!instruments.AreChecksRead || measured.Disturbed.Count > 0)
            return;

        RunConfiguration configuration = run.Configuration;
        CostModel[] models =
        [
            .. sweep.CostModels
                .Where(model => PredictedIoctls.Refusal(measured.Architecture, measured.Provenance, machine.RecordedOrigin, model) is null
                    && PredictedIoctls.Refusal(model, configuration, ReportReader.Stored(measured, machine)) is null),
        ];
        if (models.Length == 0)
            return;
        if (PredictedIoctls.Bytes(configuration, measured) > budget.Bytes
            || !work.TryAdd(stop => Check(models, configuration, measured, stop)))
        {
            instruments.NotChecked();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();

    private void Check(CostModel[] models, RunConfiguration configuration, Measurement measured, CancellationToken stop)
    {
        try
        {
            PredictedIoctls predicted = Simulate(configuration, measured, stop);
            foreach (MeasuredStep step in measured.Steps.Where(step => step.Scope == Scope.Ioctl && predicted.Steps.Contains(step.Name)))
            {
                foreach (CostModel model in models)
                {
                    if (predicted.Predict(model, step.Name) is { } time)
                    {
                        instruments.Checked(
                            measured.Agent, measured.Provenance, model.Name, step.Name, step.Scope, step.Seconds * NanosecondsPerSecond,
                            time);
                    }
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException)
        {
            instruments.NotChecked();
            LogFault(configuration.Canonical, e.Message);
        }
    }

    /// <summary>What the simulator counts; a configuration is simulated once, however often it is repeated. On the thread only.</summary>
    private PredictedIoctls Simulate(RunConfiguration configuration, Measurement measured, CancellationToken stop)
    {
        var key = (configuration.Identity.Text, measured.StrategyFor(configuration), measured.PageBytes);
        if (known.TryGetValue(key, out PredictedIoctls? predicted))
            return predicted;
        long bytes = PredictedIoctls.Bytes(configuration, measured);
        budget.Reserve(bytes, stop);
        try
        {
            predicted = PredictedIoctls.Simulate(configuration, measured);
        }
        finally
        {
            budget.Release(bytes);
        }

        if (known.Count == MostKept)
            known.Clear();
        known.Add(key, predicted);
        return predicted;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was measured of {Configuration} is held against no prediction: {Reason}")]
    private partial void LogFault(string configuration, string reason);
}
