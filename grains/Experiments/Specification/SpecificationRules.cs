using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Yaml;
using static System.FormattableString;

namespace S2Grid.Experiments.Specification;

/// <summary>Checks what must hold between the parts of a sweep. Values are combined rule by rule; no run is listed.</summary>
internal sealed class SpecificationRules(SweepSpecification specification, SpecificationPlaces places, ErrorList errors)
{
    /// <summary>Steps that all checks of one sweep may take: a second or two.</summary>
    private const int MaxSteps = 20_000_000;

    private readonly PlanBudget budget = new(MaxSteps);

    internal void Check()
    {
        CheckZip();
        if (errors.Count > 0)
            return;

        CheckCombinations();
        CheckCount();
        CheckBackend();
        CheckScope();
    }

    /// <summary>What figures are of must be something that runs have, and that published ones are of, too.</summary>
    internal void CheckScope()
    {
        if (specification.Scope is not { } scope)
            return;

        string? why = specification switch
        {
            { Backend: Backend.Kvm } => "machines time whole ioctls, and the split call where they can; leave 'scope' out.",
            { Published: { } series } when PublishedFigures.ScopeOf(series) is var other && other != scope =>
                $"the figures of {series} are of the {other.Describe()}; leave out 'scope' or 'published'.",
            _ when scope == Scope.SplitCall && Scenarios.Contains(Axes.Scenario.Of(Scenario.Clear).Text) =>
                "a CLEAR splits within its ioctl, so scenario clear has figures of the whole ioctl only; leave one of them out.",
            _ => null,
        };
        if (why is not null)
            errors.Add(places.Error($"scope {scope.Word()}: {why}", SpecificationParser.ScopeKey));
    }

    private IEnumerable<string> Scenarios => specification.Include.SelectMany(include => include.Values[Axes.Scenario.Index] ?? [])
        .Union(specification.AxisValues[Axes.Scenario.Index]);

    /// <summary>Values that the backend cannot do.</summary>
    internal void CheckBackend()
    {
        CheckValues(SpecificationPlaces.Axes, specification.AxisValues);
        for (int i = 0; i < specification.Include.Count; i++)
            CheckValues(SpecificationPlaces.Include(i), specification.Include[i].Values);

        KvmRules.CheckDriver(specification, places, errors);
    }

    /// <summary>Axes that advance together need equally many values.</summary>
    internal void CheckZip()
    {
        for (int i = 0; i < specification.Zip.Count; i++)
        {
            IReadOnlyList<int> group = specification.Zip[i];
            if (group.Select(axis => specification.AxisValues[axis].Count).Distinct().Count() > 1)
            {
                string counts = string.Join(", ", group.Select(axis => string.Create(
                    CultureInfo.InvariantCulture, $"{Axes.All[axis].Name} has {specification.AxisValues[axis].Count}")));
                errors.Add(
                    places.Error($"zip: axes that advance together need equally many values, but {counts}.", SpecificationPlaces.Zip(i)));
            }
        }
    }

    /// <summary>Finds values that do not go together in a run that is not excluded.</summary>
    internal void CheckCombinations() => Try(() =>
    {
        CheckBlock(SpecificationPlaces.Axes, specification.AxisValues, specification.Zip, specification.Exclude);
        for (int i = 0; i < specification.Include.Count; i++)
            CheckBlock(SpecificationPlaces.Include(i), specification.Complete(specification.Include[i]), [], []);
    });

    /// <summary>Checks the number of runs.</summary>
    internal void CheckCount() => Try(() =>
    {
        long runs = specification.Plan.RunCount;
        if (runs == 0)
            errors.Add(places.Error("The exclusions leave no run.", "exclude"));
        else if (runs > SweepSpecification.MaxRuns)
            AddTooMany(runs == long.MaxValue ? "more than 9 x 10^18" : Invariant($"{runs:N0}"), "at most 10^9 are accepted");
        else if (specification.Backend == Backend.Kvm && runs > KvmRules.MaxRuns)
            AddTooMany(Invariant($"{runs:N0}"), Invariant($"machines that measure are given at most {KvmRules.MaxRuns:N0}"));
    });

    private void AddTooMany(string runs, string limit) =>
        errors.Add(places.Error($"The sweep has {runs} runs; {limit}.", SpecificationPlaces.Axes));

    private void Try(Action check)
    {
        try
        {
            check();
        }
        catch (RefusedException tooComplex)
        {
            errors.Add(places.Error(tooComplex.Message, "exclude"));
        }
    }

    private void CheckValues(string section, IReadOnlyList<IReadOnlyList<string>?> values)
    {
        foreach ((Setting axis, string value) in Axes.All.SelectMany(axis => (values[axis.Index] ?? []).Select(value => (axis, value))))
        {
            if (axis.Refusal?.Invoke(specification.Backend, value) is { } why)
                errors.Add(places.Error($"{axis.Name} {value}: {why}", SpecificationPlaces.Value(section, axis.Name, value)));
        }
    }

    private void CheckBlock(
        string section, IReadOnlyList<IReadOnlyList<string>> values, IReadOnlyList<IReadOnlyList<int>> zip,
        IReadOnlyList<AxisPattern> exclude)
    {
        var block = new RunBlock(values, zip, exclude, new PlanBudget(PlanBudget.OfPlan));
        foreach (CombinationRule rule in specification.Kvm is { } kvm ? CombinationRule.Measured(kvm) : CombinationRule.Simulated)
        {
            int[] axes = [.. rule.Terms.Select(term => term.Axis.Index)];
            ulong[][] measures = [.. rule.Terms.Select(term => values[term.Axis.Index].Select(term.Measure).ToArray())];
            var query = new RunQuery(block, axes, budget);
            foreach (int[] choices in Broken(rule, measures))
            {
                if (query.Has(choices))
                    Report(rule, section, [.. choices.Select((choice, i) => values[axes[i]][choice])]);

                if (errors.IsFull)
                    return;
            }
        }
    }

    /// <summary>Reports values that do not go together, at the value the rule is about or else at another one that the file
    /// names.</summary>
    private void Report(CombinationRule rule, string section, string[] words)
    {
        IEnumerable<string> paths = rule.Terms.Zip(words, (term, word) => SpecificationPlaces.Value(section, term.Axis.Name, word))
            .Append(SpecificationPlaces.Value(SpecificationPlaces.Axes, rule.Terms[0].Axis.Name, words[0]));
        errors.Add(places.Error(rule.Describe(words) + ".", paths));
    }

    /// <summary>The combinations, as positions in each axis's values, that break a rule. The array is the same for all.</summary>
    private IEnumerable<int[]> Broken(CombinationRule rule, ulong[][] measures)
    {
        if (rule.IsMonotonic && measures.Any(axis => axis.Length > 2)
            && !Broken(rule, [.. measures.Select(axis => new[] { axis.Min(), axis.Max() })]).Any())
        {
            yield break;
        }

        int[] choices = new int[measures.Length];
        ulong[] values = new ulong[measures.Length];
        long combinations = measures.Aggregate(1L, (product, axis) => product * axis.Length);
        for (long number = 0; number < combinations; number++)
        {
            budget.Spend(1);
            long rest = number;
            for (int i = measures.Length - 1; i >= 0; i--)
            {
                (rest, long at) = Math.DivRem(rest, measures[i].Length);
                choices[i] = (int)at;
                values[i] = measures[i][at];
            }

            if (rule.IsBroken(values))
                yield return choices;
        }
    }
}
