using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Results;

/// <summary>What a cost model predicts, or why it predicts nothing.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Nanoseconds">The time in nanoseconds; null where the model is relative or refuses.</param>
/// <param name="Change">The change against the baseline as a fraction; null without a baseline or where the model refuses.</param>
/// <param name="Refusal">Why there is no prediction, in a sentence; null where there is one.</param>
public sealed record PredictedCell(string Model, Interval? Nanoseconds, Interval? Change, string? Refusal);
