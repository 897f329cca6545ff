namespace S2Grid.Times.Calibration;

/// <summary>What runs say of the cost of an event.</summary>
/// <param name="Event">The event, with its cost in nanoseconds: 0 to what it is not above, where it is not told from nothing.</param>
/// <param name="Told">What is known.</param>
/// <param name="Others">The events that it is not told from.</param>
public sealed record EventCost(CostParameter Event, CostTold Told, IReadOnlyList<string> Others);
