using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Consequences;

/// <summary>At which costs of a model's events its intervals are looked for.</summary>
/// <remarks>
/// Costs of events are unknown independently of one another, so there are corners with all of them low or high, and such as have one
/// event's cost at one end and all others at the other end; the same with the events of faults together. Runs that differ in one
/// event alone change most at one of these. Nothing is drawn at random.
/// </remarks>
internal static class CostCorners
{
    /// <summary>The middle costs, in the order of the model's events.</summary>
    internal static double[] Middle(CostModel model) => [.. model.Parameters.Select(parameter => parameter.Cost.Mid)];

    /// <summary>The costs of the model's events at each corner, the middle first.</summary>
    internal static IEnumerable<double[]> Of(CostModel model)
    {
        CostParameter[] events = [.. model.Parameters];
        IEnumerable<CostParameter[]> singles = events.Where(one => one.Cost.High > one.Cost.Low).Select(one => new[] { one });
        CostParameter[][] groups = [[], [.. events.Where(one => one.Phase == CostPhase.FaultExits)], .. singles];
        return groups
            .SelectMany(apart => (double[][])[Ends(apart, isHigh: true), Ends(apart, isHigh: false)])
            .Prepend(Middle(model));

        double[] Ends(CostParameter[] apart, bool isHigh) =>
            [.. events.Select(one => apart.Contains(one) == isHigh ? one.Cost.High : one.Cost.Low)];
    }
}
