using MathNet.Numerics.Statistics;
using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>What grows with the VM: callbacks where runs were simulated, else the time of the ioctl that splits.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Axis">Its name and unit.</param>
/// <param name="Scope">What it belongs to.</param>
/// <param name="Read">What a configuration came to; null where that is nothing.</param>
public sealed record ScaledQuantity(string Title, string Axis, Scope Scope, Func<RunGroup, ScaledQuantity.Point?> Read)
{
    private const double Milliseconds = 1e3;

    internal static ScaledQuantity? Of(ReportContent content, IReadOnlyList<RunGroup> groups)
    {
        CountedSteps counted = content.Stored.Specification.Counted(groups[0].Configuration.Scenario);
        if (groups.Any(group => group.Provenance == Provenance.Simulated))
            return new ScaledQuantity("callbacks", "callbacks of one run", counted.Scope, group => Count(group, counted));

        string splitting = groups[0].Configuration.Scenario == Scenario.Clear ? "clear-1" : "enable";
        StepGroup? step = groups.SelectMany(group => group.Steps).Where(step => step.Seconds.Count > 0)
            .OrderBy(step => step.Name != splitting)
            .ThenBy(step => step.Scope != Scope.Ioctl)
            .FirstOrDefault();
        return step is null
            ? null : new ScaledQuantity($"time of {step.Name}", $"time of {step.Name}, ms", step.Scope, group => Time(group, step.Name));
    }

    /// <summary>How sure it is, and where it comes from.</summary>
    internal string Describe(IReadOnlyList<RunGroup> groups) => groups[0] switch
    {
        { Provenance: Provenance.Simulated } => "callbacks of one run, exact counts, provenance simulated",
        var first =>
            Invariant($"median {Title} and its interval, {ChangePicture.Samples(groups.Select(group => group.Runs))} of each, ")
            + ComparisonText.Describe(
                new FigureOrigin(first.Provenance, Scope, first.Agent,
                    groups.All(group => group.Kernel == first.Kernel) ? first.Kernel : null)),
    };

    private static Point? Count(RunGroup group, CountedSteps counted) =>
        NamedCounts.Callbacks.Of(counted.Sum(group.Steps)) is > 0 and var count
            ? new Point(group.Configuration.Memory, count, count, count) : null;

    private static Point? Time(RunGroup group, string name)
    {
        double[] samples =
            [.. group.Steps.Where(step => step.Name == name).SelectMany(step => step.Seconds).Select(seconds => Milliseconds * seconds)];
        if (samples.Length == 0 || samples.Min() <= 0)
            return null;

        double median = samples.Median();
        Interval interval = MedianInterval.Of(samples) ?? new Interval(median, median, median);
        return new Point(group.Configuration.Memory, median, interval.Low, interval.High);
    }

    /// <summary>What a VM of one size came to.</summary>
    /// <param name="Memory">Its size in bytes.</param>
    /// <param name="Value">The count, or the median in milliseconds; above 0.</param>
    /// <param name="Low">The lower bound of the interval; the value where there is none.</param>
    /// <param name="High">The upper bound; the value where there is none.</param>
    public sealed record Point(ulong Memory, double Value, double Low, double High);
}
