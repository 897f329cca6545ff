namespace S2Grid.Times.Contention;

/// <summary>A published time beside what the closed network predicts that was fitted to two others of its column.</summary>
/// <param name="Table">Where it was published.</param>
/// <param name="Column">What was run.</param>
/// <param name="Vcpus">How many vCPUs did it.</param>
/// <param name="IsFitted">Whether the network was fitted to this time; if not, it was held out.</param>
/// <param name="Predicted">The prediction, with the error either way that the model is allowed; none for a fitted time.</param>
/// <param name="Published">The published time; null where it is not known here.</param>
public sealed record ContentionCheck(
    PublishedTable Table, PublishedColumn Column, int Vcpus, bool IsFitted, Interval Predicted, double? Published)
{
    /// <summary>Whether a held-out time lies within the allowed error; null for others.</summary>
    public bool? IsInside => IsFitted || Published is not { } known ? null : Predicted.Contains(known);

    /// <summary>The prediction's error as a fraction of the published time; null where that is not known.</summary>
    public double? Error => (Predicted.Mid / Published) - 1;

    /// <summary>A check for each time of each shipped table.</summary>
    public static IEnumerable<ContentionCheck> All =>
        from table in PublishedTable.All
        from column in table.Columns
        let network = column.Fit()
        from time in column.Times
        let isFitted = column.Fitted.Contains(time.Key)
        let error = isFitted ? 0 : column.Errors.GetValueOrDefault(time.Key, column.Error)
        let mid = network.RoundTime(time.Key)
        select new ContentionCheck(table, column, time.Key, isFitted, new Interval(mid / (1 + error), mid, mid / (1 - error)), time.Value);
}
