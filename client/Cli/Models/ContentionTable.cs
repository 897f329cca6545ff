using System.Text.Json.Nodes;
using S2Grid.Times.Contention;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary>The published times of many vCPUs beside what a closed queueing network predicts of them.</summary>
internal static class ContentionTable
{
    private const double Percent = 100;

    private static readonly Column<ContentionCheck>[] Columns =
    [
        new("table", check => check.Table.Name),
        new("what was run", check => check.Column.Name),
        new(" vCPUs", check => Invariant($"{check.Vcpus}")),
        new(" published", check => check.Published is { } known ? Invariant($"{known:#,0.##} {check.Table.Unit}") : "not known here"),
        new(" predicted", check => check.IsFitted ? "" : $"{Quantities.Predicted(check.Predicted)}"),
        new(" error", check => check.IsFitted || check.Error is not { } error ? "" : Invariant($"{Percent * error:+0.0;-0.0;0.0} %")),
        new("", Verdict),
    ];

    public static void Write(Page page)
    {
        ContentionCheck[] checks = [.. ContentionCheck.All];
        page.Write();
        page.WriteTable(
            "Contention: published times of vCPUs side by side, and those of a closed queueing network fitted to two of each column",
            Column<ContentionCheck>.Table(Columns, checks));
        page.WriteNotes(
        [
            "Predicted by mean value analysis, never measured. Its interval is the error that the model was allowed before it was "
            + "compared: 10 % (altra-2022, 4 vCPUs: 20 %), 15 % (ampereone-2023, 152 vCPUs with lazy splits: 20 %). No table is fitted to "
            + "another's.",
            .. checks.DistinctBy(check => check.Column).Select(Fit),
            .. PublishedTable.All.Select(table => $"{table.Name}: {table.Machine}; {table.Source}."),
        ]);
    }

    private static string Fit(ContentionCheck check)
    {
        (ClosedNetwork network, string unit) = (check.Column.Fit(), check.Table.Unit);
        return $"{check.Table.Name}, {check.Column.Name}: of a vCPU's round {Quantities.Predicted(network.Local)} {unit} local, "
            + $"{Quantities.Predicted(network.Serial[0])} {unit} one at a time; "
            + Invariant($"beyond {network.Knee:0.0} vCPUs that is all that counts.");
    }

    public static IEnumerable<JsonObject> Documents() => ContentionCheck.All.Select(check => JsonOutput.Merged(
        new { Model = "closed-network", Table = check.Table.Name, check.Column.Name, check.Vcpus, check.Table.Unit, Use = Verdict(check) },
        check.Published is { } published ? new { Published = published } : new { },
        check.IsFitted ? new { } : new { check.Predicted }));

    private static string Verdict(ContentionCheck check) => check switch
    {
        { IsFitted: true } => "fitted",
        { IsInside: true } => "held out, inside",
        { IsInside: false } => "held out, outside",
        _ => "held out",
    };
}
