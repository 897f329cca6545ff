using System.Text.Json;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Tests.Agents;

/// <summary>Recordings of a machine whose kernel counts as the simulator does with some strategy.</summary>
internal static class Recordings
{
    /// <summary>A sweep that the recordings answer.</summary>
    public static string Sweep(string name) =>
        $"name: {name}\nbackend: kvm\naxes: {{memory: 8M, backing: thp, chunk: 2M, scenario: [enable, clear]}}\nkvm: {{warm-ups: 0}}\n";

    /// <summary>What <c>s2grid results --format json</c> writes of such a machine.</summary>
    public static string Make(string strategy) => Make(Sweep("recorded"), strategy, label: "");

    /// <summary>The same, of a sweep of one's own. Repeats scatter by 5 %; 4k takes a quarter longer.</summary>
    /// <param name="sweep">The sweep, as YAML.</param>
    /// <param name="strategy">As which strategy the kernel counts.</param>
    /// <param name="label">As what it is labelled.</param>
    public static string Make(string sweep, string strategy, string label)
    {
        SweepPlan plan = SweepSpecification.Parse(sweep, "s").Specification!.Plan;
        return JsonSerializer.Serialize(new
        {
            schema = 1,
            runs = Enumerable.Range(0, (int)plan.RunCount).Select(index => Row(plan[index], strategy, label)),
        });
    }

    private static Dictionary<string, object?> Row(PlannedRun planned, string strategy, string label)
    {
        RunConfiguration run = planned.Configuration;
        double scale = (1 + (planned.Repeat * 7 % 10 / 200.0)) * (run.BackingName == "4k" ? 1.25 : 1);
        IReadOnlyDictionary<(string Step, string What), long> counts = SimulatedCounts.Of(run, strategy, 4096);
        string[] names = run.Scenario == Scenario.Clear
            ? ["populate", "enable", "dirty-1", "get-1", "clear-1", "dirty-2", "get-2", "clear-2", "disable"]
            : ["populate", "enable", "dirty-1", "get-1", "dirty-2", "get-2", "disable"];
        Dictionary<string, object?> row = SettingColumn.ValuesOf(run);
        row["state"] = "succeeded";
        row["provenance"] = "emulated";
        row["agent"] = "lab1";
        row["kernel"] = "6.12.107 #1 SMP";
        row["kernel_strategy"] = label;
        row["architecture"] = "arm64";
        row["kernel_page_bytes"] = 4096;
        row["samples"] = new[]
        {
            new
            {
                warm_up = false,
                thp_bytes = (long)run.Memory,
                kernel_page_bytes = 4096,
                steps = names.Select((name, at) => new
                {
                    name,
                    scope = name.StartsWith("dirty", StringComparison.Ordinal) || name == "populate" ? "guest" : "ioctl",
                    nanoseconds = (long)(scale * (1_000_000 + (at * 1000))),
                    calls = Array.Empty<long>(),
                    dirty_pages = counts.GetValueOrDefault((name, CountComparison.DirtyPages)),
                    tables = counts.TryGetValue((name, CountComparison.Tables), out long tables) ? tables : -1,
                    stats = new Dictionary<string, long>(),
                }),
            },
        };
        row["surroundings"] = new { agent_version = "1", before = new { governor = "performance" }, after = new { } };
        foreach (var step in counts.Where(count => SimulatedCounts.Functions.Contains(count.Key.What)).GroupBy(count => count.Key.Step))
            row[$"{step.Key}.hits"] = step.ToDictionary(count => count.Key.What, count => count.Value);

        return row;
    }
}
