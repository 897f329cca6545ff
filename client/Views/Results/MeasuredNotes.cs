using S2Grid.Views.Compare;
using static System.FormattableString;

namespace S2Grid.Views.Results;

/// <summary>What must be said below measured times and counts.</summary>
public static class MeasuredNotes
{
    private const int MaxDifferences = 50;

    /// <summary>The notes, a sentence or two each.</summary>
    /// <param name="results">What they are about.</param>
    /// <param name="varying">The values that name a configuration.</param>
    public static IEnumerable<string> Of(MeasuredResults results, string[] varying) =>
    [
        .. Notes.Failures(results.Checks.Select(check => check.Group)),
        .. Notes.Some(Differences(results, varying), MaxDifferences, $"s2grid results {results.Name} --measured --format json has all."),
        .. Walkers(results),
        .. RowNotes(results, varying),
        .. Notes.Disturbances(results.Checks.Select(check => (NameOf(check, varying), check.Group))),
        .. Origins(results),
        Scopes(results),
    ];

    /// <summary>Which split strategy a kernel is said to have.</summary>
    public static string LabelOf(CountCheck check) =>
        check.Group.KernelStrategy is { Length: > 0 } strategy ? $"labelled {strategy}" : "without a label";

    private static string NameOf(CountCheck check, string[] varying) =>
        string.Join(' ', varying.Select(name => check.Group.Configuration[name]));

    private static IEnumerable<string> Differences(MeasuredResults results, string[] varying) =>
        from one in results.Differences
        let count = one.Count
        select Invariant($"Differs: {NameOf(one.Check, varying)}, {count.Step}, {count.What}: measured {count.Measured:N0}, ")
            + Invariant($"simulated {count.Simulated:N0} ({count.Measured - count.Simulated:+#,0;-#,0}).");

    /// <summary>Which strategies' counts those of a kernel are.</summary>
    private static IEnumerable<string> Walkers(MeasuredResults results) =>
        from check in results.Checks
        where check.AgreeingStrategies is not null && check.IsComparable
        group check.AgreeingStrategies by (check.Group.Agent, check.Group.Kernel, Label: LabelOf(check)) into kernel
        let agreeing = kernel.Aggregate((some, others) => [.. some.Intersect(others)])
        let counts = agreeing.Count > 0
            ? $"counts as the simulator does with strategy {string.Join(" or ", agreeing)}"
            : "counts as no strategy of the simulator does"
        select $"The walker of {kernel.Key.Agent}'s kernel {kernel.Key.Kernel} ({kernel.Key.Label}) {counts}.";

    private static IEnumerable<string> RowNotes(MeasuredResults results, string[] varying) =>
        from check in results.Checks
        from note in check.Notes
        group NameOf(check, varying) by note into alike
        select Invariant($"{(alike.Count() == 1 ? alike.First() : Invariant($"{alike.Count()} configurations"))}: {alike.Key}.");

    private static IEnumerable<string> Origins(MeasuredResults results)
    {
        if (results.Measured.Any(check => !check.IsComparable))
            yield return "Tables are compared on arm64 only: what the simulator builds is arm64's stage 2.";

        if (results.Measured.Any(check => Notes.IsLazyInNameOnly(check.Group)))
            yield return Notes.LazyInNameOnly;

        if (results.Checks.Any(check => check.Group.Provenance is Provenance.Emulated))
            yield return "Emulated: counts are the kernel's own; times say nothing about hardware.";

        if (results.Checks.Any(check => check.Group.Provenance is Provenance.Replayed))
            yield return "Replayed: these figures were recorded elsewhere and played back.";
    }

    private static string Scopes(MeasuredResults results)
    {
        string[] guest =
        [
            .. results.Checks.SelectMany(check => check.Group.Steps)
                .Where(step => step.Scope == Scope.Guest && step.Seconds.Count > 0)
                .OrderBy(step => MeasuredStep.Order(step.Name))
                .Select(step => step.Name.Split('-')[0])
                .Distinct(),
        ];
        string scopes = guest.Length > 0
            ? $" {string.Join(" and ", guest)} are the {Scope.Guest.Describe()}, the others {Scope.Ioctl.Describe()}s." : "";
        return $"Measured from user space with CLOCK_MONOTONIC_RAW; nothing here is predicted.{scopes}";
    }
}
