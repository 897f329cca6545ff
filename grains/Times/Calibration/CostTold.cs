namespace S2Grid.Times.Calibration;

/// <summary>What runs can tell of an event's cost.</summary>
public enum CostTold
{
    /// <summary>An interval above zero.</summary>
    Interval,

    /// <summary>Only what it is not above: nothing at all would do as well.</summary>
    AtMost,

    /// <summary>It must not be negative, but the runs would have it so: the events leave something out.</summary>
    Negative,

    /// <summary>It always comes with one other event, in a fixed ratio: the two are one.</summary>
    One,

    /// <summary>It comes with several others, or trades with one: no figure would mean anything.</summary>
    NotApart,

    /// <summary>It stands in the cost of the events that it comes with.</summary>
    Within,
}
