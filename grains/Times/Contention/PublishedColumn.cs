namespace S2Grid.Times.Contention;

/// <summary>Published times of vCPUs that do the same work side by side, by their number.</summary>
/// <param name="Name">What was run.</param>
/// <param name="Fitted">The two numbers of vCPUs, ascending from 1, whose times the model is fitted to; all others are held out.</param>
/// <param name="Error">The error that the model is allowed on a held-out time, as a fraction, stated before it was compared.</param>
/// <param name="Errors">Where it is allowed another, by the number of vCPUs.</param>
/// <param name="Times">The time by the number of vCPUs; null where it is predicted and the published figure is not known here.</param>
public sealed record PublishedColumn(
    string Name, IReadOnlyList<int> Fitted, double Error, IReadOnlyDictionary<int, double> Errors, IReadOnlyDictionary<int, double?> Times)
{
    /// <summary>The network that meets the fitted times, in the unit of the times.</summary>
    public ClosedNetwork Fit() => ClosedNetwork.Fit(Times[Fitted[0]]!.Value, Fitted[1], Times[Fitted[1]]!.Value);
}
