using S2Grid.Times.Contention;

namespace S2Grid.Times.OtherMachines;

/// <summary>A published time of a machine that no model was fitted to: an entry of <c>published-times.json</c>. Exactly one of the last
/// three says what is predicted of it, or why nothing is.</summary>
/// <param name="What">What was timed.</param>
/// <param name="Machine">On what.</param>
/// <param name="Low">The published time, or the lower of two.</param>
/// <param name="High">The same, or the higher of two.</param>
/// <param name="Unit">Its unit, ms or ns.</param>
/// <param name="Counted">A run whose counts have costs.</param>
/// <param name="Contended">What vCPUs do side by side.</param>
/// <param name="Unknown">Why nothing is predicted.</param>
public sealed record PublishedTime(
    string What,
    string Machine,
    double Low,
    double High,
    string Unit,
    CountedWork? Counted = null,
    ContendedWork? Contended = null,
    string? Unknown = null)
{
    internal const string Milliseconds = "ms";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedTime> All { get; } = PublishedTable.Read<PublishedTime[]>("published-times");

    /// <summary>What is predicted, in <see cref="Unit"/>; null where nothing is.</summary>
    public Interval? Predicted => field ??= Counted?.Predict() is { } nanoseconds
        ? Interval.Multiply(Unit == Milliseconds ? 1e-6 : 1, nanoseconds) : Contended?.Predict();

    /// <summary>By what; null where nothing predicts it.</summary>
    public string? By => Counted is not null ? CountedWork.Model.Name : Contended is { } work ? $"{work.Table}, {work.Column}" : null;

    /// <summary>Whether what was published and what is predicted meet; null where nothing is predicted.</summary>
    public bool? IsInside => Predicted is { } known ? Low <= known.High && known.Low <= High : null;
}
