namespace S2Grid.Experiments.Results;

/// <summary>How sure a figure is by its nature. Figures of unlike quantity are never compared.</summary>
public enum Quantity
{
    /// <summary>Counted: exact, so without an interval and without p.</summary>
    Count,

    /// <summary>Predicted from counts by a cost model: an interval of what the costs may be, and no p.</summary>
    Predicted,

    /// <summary>Measured: samples with a median, its interval, and a p for each difference.</summary>
    Measured,
}
