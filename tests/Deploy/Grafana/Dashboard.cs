using System.Text.Json;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>A dashboard as it is committed.</summary>
/// <param name="Uid">Its name in addresses.</param>
/// <param name="Variables">Its variables, the data source's included.</param>
/// <param name="Panels">Its panels, headings left out.</param>
internal sealed record Dashboard(string Uid, IReadOnlyList<DashboardVariable> Variables, IReadOnlyList<DashboardPanel> Panels)
{
    /// <summary>Where the dashboards are.</summary>
    public static string Folder => Path.Combine(ComposeTests.Deploy, "grafana", "dashboards");

    /// <summary>All that are committed.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(Read)];

    private static Dashboard Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = document.RootElement;
        string uid = root.GetProperty("uid").GetString()!;
        return new Dashboard(
            uid,
            [
                .. root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => new DashboardVariable(
                    variable.GetProperty("name").GetString()!,
                    variable.GetProperty("type").GetString()!,
                    variable.GetProperty("query").GetString()!,
                    variable.GetProperty("multi").GetBoolean() || variable.GetProperty("includeAll").GetBoolean())),
            ],
            [
                .. root.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row")
                    .Select(panel => new DashboardPanel(
                    uid,
                    panel.GetProperty("id").GetInt32(),
                    panel.GetProperty("title").GetString()!,
                    panel.GetProperty("description").GetString()!,
                    panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!,
                    panel.GetProperty("datasource").GetProperty("uid").GetString()!,
                    [
                        .. panel.GetProperty("targets").EnumerateArray().Select(target => new DashboardQuery(
                            target.GetProperty("refId").GetString()!,
                            target.GetProperty("expr").GetString()!,
                            target.GetProperty("datasource").GetProperty("uid").GetString()!)),
                    ])),
            ]);
    }
}

/// <summary>A variable: its query is PromQL's, values in a row, or a kind of data source.</summary>
internal sealed record DashboardVariable(string Name, string Type, string Query, bool IsMany);

/// <summary>A panel.</summary>
internal sealed record DashboardPanel(
    string Dashboard, int Id, string Title, string Description, string Unit, string Source, IReadOnlyList<DashboardQuery> Queries)
{
    /// <summary>Names it in messages and lists.</summary>
    public string Key => $"{Dashboard} {Id} {Title}";
}

/// <summary>A panel's query.</summary>
internal sealed record DashboardQuery(string RefId, string Expression, string Source);
