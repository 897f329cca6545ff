using S2Grid.Cli.Output;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Telemetry;
using S2Grid.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Run;

/// <summary>Shows what a sweep would run.</summary>
internal static class DryRun
{
    private const int FirstRuns = 10;

    /// <summary>Writes the number of runs, the axes, a memory estimate, the most metric series, the identity and the first runs.</summary>
    public static void Write(TextWriter output, SweepSpecification specification, string name, Format format)
    {
        SweepPlan plan = specification.Plan;
        IEnumerable<PlannedRun> first = Enumerable.Range(0, (int)Math.Min(FirstRuns, plan.RunCount)).Select(index => plan[index]);
        if (format == Format.Json)
        {
            JsonOutput.WriteMerged(output, Json(specification, name, first));
            return;
        }

        output.WriteLine(Invariant($"{name} (dry run): {plan.RunCount:N0} {(plan.RunCount == 1 ? "run" : "runs")}; nothing is executed"));
        output.WriteLine();
        var axes = new TextTable("axis", " values", "");
        foreach (int i in Decided(plan))
        {
            axes.Add(Axes.All[i].Name, Invariant($"{specification.AxisValues[i].Count}"), string.Join(", ", specification.AxisValues[i]));
        }

        axes.Add("repeats", Invariant($"{specification.Repeats}"), "");
        axes.Write(output, format);
        output.WriteLine();
        if (specification.Kvm is { } kvm)
        {
            string values = string.Join(", ", kvm.EffectiveValues.Select(setting => $"{setting.Name} {setting.Value}"));
            output.WriteLine($"kvm      {values}, verify-counts {(kvm.VerifyCounts ? "true" : "false")}, time-limit {kvm.TimeLimitSeconds}s");
            if (specification.CostModels.Count > 0)
            {
                output.WriteLine($"models   {ModelCoverage.Describe(specification)}");
            }
        }
        else
        {
            output.WriteLine($"tables   at most about {HumanSize.Describe(plan.EstimatedTableBytes)} for one run");
        }

        output.WriteLine($"metrics  {Describe(SeriesBound.Of(specification), specification.Backend)}");
        output.WriteLine($"identity {specification.SpecificationHash}");
        output.WriteLine();
        string[] varying = [.. Decided(plan).Where(i => Varies(specification, i)).Select(i => Axes.All[i].Name)];
        var runs = new TextTable([" run", " repeat", .. varying, "identity"]);
        foreach (PlannedRun run in first)
        {
            var values = run.Configuration.EffectiveValues.ToDictionary(value => value.Name, value => value.Value);
            runs.Add(
            [
                Invariant($"{run.Index}"),
                Invariant($"{run.Repeat}"),
                .. varying.Select(axis => values[axis]),
                run.Configuration.Identity.ToString(),
            ]);
        }

        runs.Write(output, format);
        if (plan.RunCount > FirstRuns)
        {
            output.WriteLine(Invariant($"... and {plan.RunCount - FirstRuns:N0} more"));
        }
    }

    /// <summary>The axes whose values the sweep decides: of a measured run the machine decides some.</summary>
    private static IEnumerable<int> Decided(SweepPlan plan)
    {
        HashSet<string> names = [.. plan[0].Configuration.EffectiveValues.Select(value => value.Name)];
        return Enumerable.Range(0, Axes.All.Count).Where(i => names.Contains(Axes.All[i].Name));
    }

    private static string Describe(SeriesBound bound, Backend backend)
    {
        string where = backend == Backend.Kvm ? "for each agent that does its runs" : "on each silo of a cluster that does its runs";
        string kept = bound.LabelSets <= GridInstruments.MostLabelSets
            ? ""
            : Invariant($"; of {bound.LabelSets:N0} combinations of scenario, strategy, backing and memory {GridInstruments.MostLabelSets:N0} are distinguished");
        return Invariant($"at most {bound.Series:N0} series {where}{kept}");
    }

    private static bool Varies(SweepSpecification specification, int axis) =>
        specification.AxisValues[axis].Count > 1 || specification.Include.Any(pattern => pattern.Values[axis] is not null);

    private static IEnumerable<object> Json(SweepSpecification specification, string name, IEnumerable<PlannedRun> first)
    {
        SweepPlan plan = specification.Plan;
        yield return new
        {
            Name = name,
            Runs = plan.RunCount,
            Axes = Decided(plan).ToDictionary(i => Axes.All[i].Name, i => specification.AxisValues[i]),
            specification.Repeats,
        };
        if (specification.Backend == Backend.Simulated)
        {
            yield return new { TableBytesPerRun = plan.EstimatedTableBytes };
        }

        yield return new
        {
            MetricSeriesAtMost = SeriesBound.Of(specification).Series,
            Identity = specification.SpecificationHash,
            FirstRuns = first.Select(Json),
        };
    }

    private static Dictionary<string, object> Json(PlannedRun run)
    {
        var json = new Dictionary<string, object> { ["run"] = run.Index, ["repeat"] = run.Repeat, ["identity"] = run.Configuration.Identity.ToString() };
        foreach ((string axis, string value) in run.Configuration.EffectiveValues)
        {
            json[axis] = value;
        }

        return json;
    }
}
