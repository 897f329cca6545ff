using System.Text.Json.Nodes;
using S2Grid.Times.OtherMachines;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary>Published times of machines that no model was fitted to, beside what models of other machines say of the same work.</summary>
internal static class OtherMachinesTable
{
    private static readonly Column<PublishedTime>[] Columns =
    [
        new("machine", time => time.Machine),
        new("what was timed", time => time.What),
        new(" published", time => time.Low == time.High
            ? Invariant($"{time.Low:#,0.##} {time.Unit}") : Invariant($"{time.Low:#,0.##} to {time.High:#,0.##} {time.Unit}")),
        new(" predicted", time => time.Predicted is { } known ? $"{Quantities.Predicted(known)} {time.Unit}" : ""),
        new("", time => Verdict(time)),
        new("by", time => time.By ?? time.Unknown!),
    ];

    public static void Write(Page page)
    {
        page.Write();
        page.WriteTable(
            "Other machines: published times that nothing was fitted to, and what is predicted of the same work",
            Column<PublishedTime>.Table(Columns, PublishedTime.All));
        page.WriteNotes(
        [
            "Predicted, never measured: from counts by arm64-priors, whose bounds are those of its costs, or by the network fitted to "
            + "another machine's vCPUs, which may differ by a factor of two either way. Outside means that such costs must not be carried "
            + "to that machine.",
        ]);
    }

    public static IEnumerable<JsonObject> Documents() => PublishedTime.All.Select(time => JsonOutput.Merged(
        new { Model = time.By, time.Machine, time.What, time.Unit, Use = Verdict(time), Published = new { time.Low, time.High } },
        time.Predicted is { } predicted ? new { Predicted = predicted } : new { },
        time.Unknown is { } unknown ? new { Absence = unknown } : new { }));

    private static string Verdict(PublishedTime time) => time.IsInside switch
    {
        true => "held out, inside",
        false => "held out, outside",
        null => "not predicted",
    };
}
