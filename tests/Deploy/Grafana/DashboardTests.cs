using System.Text.Json;
using System.Text.RegularExpressions;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>The dashboards as they are committed: made by the generator, parsed, and mixing nothing that must not be mixed.</summary>
public sealed partial class DashboardTests(DashboardGenerator generator) : IClassFixture<DashboardGenerator>
{
    /// <summary>Times that must not share an axis, by the metrics that have them. Measured ones are told apart by provenance
    /// besides.</summary>
    private static readonly Dictionary<string, string[]> Times = new()
    {
        ["of the host"] =
        [
            "s2grid_run_duration_", "s2grid_sweep_eta_", "s2grid_queue_age_", "s2grid_lease_age_", "s2grid_agent_last_seen_",
            "s2grid_catalogue_duration_",
            "s2grid_segment_duration_", "latency_milliseconds",
        ],
        ["predicted from simulated counts"] =
            ["s2grid:predicted_", "s2grid_predicted_time_", "s2grid_predicted_stalls_", "s2grid_predicted_migrations_"],
        ["measured"] = ["s2grid:measured_", "s2grid_measured_"],
    };

    [Fact]
    public async Task Generator_Run_MakesWhatIsCommitted()
    {
        Assert.SkipWhen(NodeProgram.WhyNot is not null, NodeProgram.WhyNot ?? "");
        string made = Directory.CreateDirectory(Path.Combine(generator.Folder, "made")).FullName;

        (int code, string said) = await generator.RunAsync("node", "build/main.js", made);

        Assert.True(code == 0, said);
        Assert.Equal(Files(Dashboard.Folder), Files(made));
    }

    [Fact]
    public async Task Expressions_All_AreParsed()
    {
        Assert.SkipWhen(NodeProgram.WhyNot is not null, NodeProgram.WhyNot ?? "");
        var expressions = new Dictionary<string, string>();
        foreach (Dashboard dashboard in Dashboard.All)
        {
            foreach (DashboardVariable variable in dashboard.Variables.Where(variable => variable.Type == "query"))
                expressions.Add($"{dashboard.Uid} ${variable.Name}", VariableQuery().Match(variable.Query).Groups["selector"].Value);
            foreach (DashboardPanel panel in dashboard.Panels)
            {
                foreach (DashboardQuery query in panel.Queries)
                    expressions.Add($"{panel.Key} {query.RefId}", query.Expression);
            }
        }

        string document =
            await File.ReadAllTextAsync(Path.Combine(ComposeTests.Deploy, "..", "client", "docs", "metrics.md"),
                TestContext.Current.CancellationToken);
        foreach (Match block in DocumentedQuery().Matches(document))
            expressions.Add($"metrics.md {block.Index}", block.Groups["expression"].Value);

        (int code, string said) = await ParseAsync(expressions);

        Assert.True(code == 0, said);
        Assert.Equal($"{expressions.Count} expressions, 0 errors", said.Trim());
    }

    [Fact]
    public async Task Expressions_WithAMistake_AreRefused()
    {
        Assert.SkipWhen(NodeProgram.WhyNot is not null, NodeProgram.WhyNot ?? "");

        (int code, string said) = await ParseAsync(new() { ["right"] = "sum(up)", ["wrong"] = "sum by (a (up)" });

        Assert.Equal(1, code);
        Assert.Contains("wrong: wrong at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("right:", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Dashboards_All_HaveFixedNamesAndAskTheChosenDataSource()
    {
        Assert.Equal(["s2grid-agents", "s2grid-grid", "s2grid-orleans", "s2grid-strategies", "s2grid-sweep"],
            Dashboard.All.Select(dashboard => dashboard.Uid));
        Assert.All(Dashboard.All,
            dashboard => Assert.Equal(("datasource", "prometheus"), (dashboard.Variables[0].Type, dashboard.Variables[0].Query)));
        Assert.All(Dashboard.All.SelectMany(dashboard => dashboard.Panels), panel =>
        {
            Assert.NotEmpty(panel.Queries);
            Assert.NotEmpty(panel.Description);
            Assert.All([panel.Source, .. panel.Queries.Select(query => query.Source)], source => Assert.Equal("${datasource}", source));
        });
    }

    [Fact]
    public void Panels_WithTimes_HaveThoseOfOneKindOneProvenanceAndOneScope() => Assert.All(
        Dashboard.All.SelectMany(dashboard => dashboard.Panels.Select(panel => (dashboard, panel))),
        shown =>
        {
            (Dashboard dashboard, DashboardPanel panel) = shown;
            string all = string.Join(' ', panel.Queries.Select(query => query.Expression));
            string[] kinds = [.. Times.Where(kind => kind.Value.Any(all.Contains)).Select(kind => kind.Key)];
            Assert.True(kinds.Length <= 1, $"{panel.Key} mixes times {string.Join(" and ", kinds)}.");
            Assert.True(panel.Unit != "s" || kinds.Length == 1, $"{panel.Key} has seconds of a kind that is not known here.");
            foreach (Match selector in MeasuredSelector().Matches(all))
                Assert.Contains("provenance=\"$provenance\"", selector.Value, StringComparison.Ordinal);
            if (panel.Unit == "s" && kinds is ["measured"])
                Assert.Single(Scope().Matches(all).Select(scope => scope.Value).Distinct());
            foreach (Match selector in PredictedSelector().Matches(all))
            {
                // What runs come to for a guest has one scope, the guest's.
                string scope = selector.Value.Contains("predicted_time_seconds", StringComparison.Ordinal) ? ", scope=\"$scope\"" : "";
                Assert.Contains($"cost_model=\"$cost_model\"{scope}", selector.Value, StringComparison.Ordinal);
            }

            Assert.All(
                dashboard.Variables.Where(variable => variable.Name is "provenance" or "cost_model" or "scope"),
                variable => Assert.False(variable.IsMany));
        });

    [Fact]
    public void Folder_OfTheDashboards_IsTheOneThatIsMounted()
    {
        string provider = File.ReadAllText(Path.Combine(ComposeTests.Deploy, "grafana", "provisioning", "dashboards", "s2grid.yaml"));
        string compose = File.ReadAllText(Path.Combine(ComposeTests.Deploy, "compose", "compose.yaml"));

        Assert.Contains("path: /var/lib/grafana-dashboards\n", provider, StringComparison.Ordinal);
        Assert.Contains("- ../grafana/dashboards:/var/lib/grafana-dashboards:ro\n", compose, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Said)> ParseAsync(Dictionary<string, string> expressions)
    {
        string file = Path.Combine(generator.Folder, $"expressions-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(expressions), TestContext.Current.CancellationToken);
        return await generator.RunAsync("node", "build/parse.mjs", file);
    }

    private static IEnumerable<(string Name, string Text)> Files(string folder) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$")]
    internal static partial Regex VariableQuery();

    [GeneratedRegex("```promql\n(?<expression>[^`]+)```")]
    private static partial Regex DocumentedQuery();

    [GeneratedRegex(@"s2grid[:_](measured|predictions)_\w+(:\w+)?(\{[^}]*\})?")]
    private static partial Regex MeasuredSelector();

    [GeneratedRegex(@"s2grid[:_]predicted_\w+(\{[^}]*\})?")]
    private static partial Regex PredictedSelector();

    [GeneratedRegex("scope=\"\\w+\"")]
    private static partial Regex Scope();
}
