using System.Globalization;
using S2Grid.Experiments.Kvm;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Specification;

/// <summary>Checks what must hold between the parts of a sweep. Values are combined rule by rule; no run is listed.</summary>
internal sealed class SpecificationRules(SweepSpecification specification, SpecificationPlaces places, ErrorList errors)
{
    /// <summary>Steps that all checks of one sweep may take: a second or two.</summary>
    private const int MostSteps = 20_000_000;

    private readonly PlanBudget budget = new(MostSteps);

    internal void Check()
    {
        CheckZip();
        if (errors.Count > 0)
        {
            return;
        }

        CheckCombinations();
        CheckCount();
        CheckBackend();
    }

    /// <summary>Values that the backend cannot do.</summary>
    internal void CheckBackend()
    {
        if (specification.Backend == Backend.Kvm)
        {
            KvmRules.CheckValues(specification, places, errors);
        }
        else
        {
            KvmRules.CheckSimulated(specification, places, errors);
        }
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
                errors.Add(places.Error($"zip: axes that advance together need equally many values, but {counts}.", SpecificationPlaces.Zip(i)));
            }
        }
    }

    /// <summary>Finds values that do not go together in a run that is not excluded.</summary>
    internal void CheckCombinations()
    {
        try
        {
            CheckBlock(SpecificationPlaces.Axes, specification.AxisValues, specification.Zip, specification.Exclude);
            for (int i = 0; i < specification.Include.Count; i++)
            {
                CheckBlock(SpecificationPlaces.Include(i), specification.Complete(specification.Include[i]), [], []);
            }
        }
        catch (PlanTooComplexException tooComplex)
        {
            errors.Add(places.Error(tooComplex.Message, "exclude"));
        }
    }

    /// <summary>Checks the number of runs.</summary>
    internal void CheckCount()
    {
        try
        {
            long runs = specification.Plan.RunCount;
            if (runs == 0)
            {
                errors.Add(places.Error("The exclusions leave no run.", "exclude"));
            }
            else if (runs > SweepSpecification.MostRuns)
            {
                string count = runs == long.MaxValue ? "more than 9 x 10^18" : runs.ToString("N0", CultureInfo.InvariantCulture);
                errors.Add(places.Error($"The sweep has {count} runs; at most 10^9 are accepted.", SpecificationPlaces.Axes));
            }
            else if (specification.Backend == Backend.Kvm && runs > KvmRules.MostRuns)
            {
                string message = string.Create(
                    CultureInfo.InvariantCulture, $"The sweep has {runs:N0} runs; machines that measure are given at most {KvmRules.MostRuns:N0}.");
                errors.Add(places.Error(message, SpecificationPlaces.Axes));
            }
        }
        catch (PlanTooComplexException tooComplex)
        {
            errors.Add(places.Error(tooComplex.Message, "exclude"));
        }
    }

    private void CheckBlock(
        string section, IReadOnlyList<IReadOnlyList<string>> values, IReadOnlyList<IReadOnlyList<int>> zip, IReadOnlyList<AxisPattern> exclude)
    {
        var block = new RunBlock(values, zip, exclude, new PlanBudget(PlanBudget.OfPlan));
        foreach (CombinationRule rule in specification.Backend == Backend.Kvm ? CombinationRule.All.Concat(KvmRules.Combinations) : CombinationRule.All)
        {
            int[] axes = [.. rule.Axes.Select(Axes.IndexOf)];
            ulong[][] measures = [.. rule.Axes.Zip(axes, (name, axis) => values[axis].Select(value => rule.Measure(name, value)).ToArray())];
            var query = new RunQuery(block, axes, budget);
            foreach (int[] choices in Broken(rule, measures))
            {
                if (query.Has(choices))
                {
                    Report(rule, section, [.. choices.Select((choice, i) => values[axes[i]][choice])]);
                }

                if (errors.IsFull)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Reports values that do not go together, at the value the rule is about or else at another one that the file names.</summary>
    private void Report(CombinationRule rule, string section, string[] words)
    {
        IEnumerable<string> paths = rule.Axes.Zip(words, (axis, word) => SpecificationPlaces.Value(section, axis, word))
            .Append(SpecificationPlaces.Value(SpecificationPlaces.Axes, rule.Axes[0], words[0]));
        errors.Add(places.Error(rule.Describe(words) + ".", paths));
    }

    /// <summary>The combinations, as positions in each axis's values, that break a rule. The array is the same for all.</summary>
    private IEnumerable<int[]> Broken(CombinationRule rule, ulong[][] measures)
    {
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
            {
                yield return choices;
            }
        }
    }
}
