namespace S2Grid.Experiments;

/// <summary>A change in run time that somebody has published.</summary>
/// <param name="Series">The preset that repeats it.</param>
/// <param name="Scenario">What was done.</param>
/// <param name="Backing">The backing, as on the axis.</param>
/// <param name="Strategy">The strategy that was compared with mainline.</param>
/// <param name="ChangePercent">Change of the run time in per cent; negative is faster.</param>
/// <param name="DeviationPercent">Standard deviation of the change in per cent, where it was published.</param>
/// <param name="SavedMilliseconds">Time saved in milliseconds, where it was published.</param>
/// <param name="Machine">Where it was measured.</param>
/// <param name="IsHardware">Whether that is hardware; if not, it is a software model's time.</param>
/// <param name="Scope">What was timed.</param>
/// <param name="Timed">What was timed, for people.</param>
/// <param name="Source">Where it was published.</param>
public sealed record PublishedFigure(
    string Series,
    Scenario Scenario,
    string Backing,
    string Strategy,
    double ChangePercent,
    double? DeviationPercent,
    double? SavedMilliseconds,
    string Machine,
    bool IsHardware,
    Scope Scope,
    string Timed,
    string Source)
{
    /// <summary>Size of the memslot in bytes.</summary>
    public required ulong Memory { get; init; }

    /// <summary>The run time before the change in milliseconds, which the two published figures imply; null without a published saving.</summary>
    public double? ImpliedBaselineMilliseconds => SavedMilliseconds * 100 / -ChangePercent;
}
