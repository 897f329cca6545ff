using System.Net;
using System.Text;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Pictures;
using S2Grid.Cli.Results;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using static System.FormattableString;

namespace S2Grid.Cli.Reports;

/// <summary>The report as one page that needs nothing else: no network, no script, pictures inline. Legible in the light, in the dark and in print.</summary>
internal sealed class ReportHtml
{
    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #bbb; --soft: #f3f3f3; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #181818; --line: #555; --soft: #242424; } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { padding: .2rem .8rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
        th.text, td.text { text-align: left; white-space: nowrap; }
        td span { white-space: nowrap; }
        .wide { overflow-x: auto; }
        figure { margin: 1.5rem 0; background: #fff; color: #1a1a1a; border: 1px solid var(--line); padding: .5rem; }
        figure svg { width: 100%; height: auto; }
        figcaption { font-size: .9rem; }
        pre { background: var(--soft); padding: .8rem; overflow-x: auto; white-space: pre-wrap; }
        @media print {
          :root { --ink: #000; --paper: #fff; --line: #999; }
          body { max-width: none; margin: 0; font-size: 10pt; }
          th, td { padding: .1rem .4rem; }
          figure, table { break-inside: avoid; }
          .wide { overflow: visible; }
        }
        """;

    private readonly StringBuilder html = new();
    private readonly ReportContent content;

    private ReportHtml(ReportContent content) => this.content = content;

    /// <summary>Writes the page.</summary>
    public static string Write(ReportContent content, IReadOnlyList<Picture> pictures, IReadOnlyList<string> leftOut, string reproduce)
    {
        var page = new ReportHtml(content);
        page.WriteHead();
        page.WriteTables();
        page.WritePublished();
        page.WritePictures(pictures);
        page.html.Append("<h2>Notes</h2>\n");
        page.WriteList(ComparisonNotes.Of(content.Comparison).Concat(leftOut.Select(reason => $"Left out: {reason}")));
        page.html.Append($"<h2>To repeat it</h2>\n<pre>{Text(reproduce)}</pre>\n</body>\n</html>\n");
        return page.html.ToString();
    }

    private void WriteHead()
    {
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.Append($"<title>{Text(content.Sweep.Name)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Text(content.Sweep.Name)}</h1>\n");
        if (content.Specification.Description is { Length: > 0 } description)
        {
            html.Append($"<p>{Text(description)}</p>\n");
        }

        if (content.Shared.Count > 0)
        {
            html.Append($"<p>All of it with {Text(string.Join(", ", content.Shared.Select(value => $"{value.Name} {value.Value}")))}.");
            html.Append(content.Where is { } where ? $" Only runs with <code>{Text(where)}</code>.</p>\n" : "</p>\n");
        }
    }

    private void WriteTables()
    {
        html.Append("<h2>Tables</h2>\n");
        foreach (ComparisonTable table in content.Comparison.Tables.Take(ReportContent.MostTables))
        {
            WriteTable($"{ComparisonText.Title(table)}: {content.Heading(table)}; {ReportMarkdown.Provenance(table)}", ComparisonWriter.TableOf(table));
        }

        if (content.Comparison.Tables.Count > ReportContent.MostTables)
        {
            html.Append(Invariant($"<p>{content.Comparison.Tables.Count - ReportContent.MostTables:N0} more tables are left out.</p>\n"));
        }

        foreach (CostBreakdown breakdown in content.Breakdowns.Where(breakdown => breakdown.Absence is null))
        {
            WriteTable(breakdown.Title(), breakdown.Table());
        }
    }

    private void WritePublished()
    {
        if (content.Published.Count == 0)
        {
            return;
        }

        html.Append("<h2>Published figures</h2>\n");
        TextTable table = PublishedTable.Of(content.Published);
        if (table.Count > 0)
        {
            WriteTable("", table);
            html.Append($"<p>{Text(PublishedTable.Meaning(content.Published))}</p>\n");
        }

        WriteList(PublishedTable.Absences(content.Published).Concat(PublishedTable.Sources(content.Published)));
    }

    private void WritePictures(IReadOnlyList<Picture> pictures)
    {
        html.Append("<h2>Pictures</h2>\n");
        foreach (Picture picture in pictures)
        {
            html.Append($"<figure>\n{picture.InlineSvg()}\n<figcaption>{Text(picture.Caption)}</figcaption>\n</figure>\n");
        }
    }

    private void WriteTable(string caption, TextTable table)
    {
        html.Append("<div class=\"wide\"><table>\n").Append(caption.Length > 0 ? $"<caption>{Text(caption)}</caption>\n" : "");
        WriteRow("th", table, table.Titles);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            WriteRow("td", table, row);
        }

        html.Append("</table></div>\n");
    }

    private void WriteRow(string tag, TextTable table, IReadOnlyList<string> cells)
    {
        html.Append("<tr>");
        foreach ((int column, string cell) in cells.Index())
        {
            html.Append(table.IsRight(column) ? $"<{tag}>{Broken(cell)}</{tag}>" : $"<{tag} class=\"text\">{Text(cell)}</{tag}>");
        }

        html.Append("</tr>\n");
    }

    private void WriteList(IEnumerable<string> items)
    {
        html.Append("<ul>\n");
        foreach (string item in items)
        {
            html.Append($"<li>{Text(item)}</li>\n");
        }

        html.Append("</ul>\n");
    }

    /// <summary>A figure that may be broken before its brackets and nowhere else, so that wide tables fit a page.</summary>
    private static string Broken(string figure) => figure.Contains(" (", StringComparison.Ordinal)
        ? string.Join(' ', figure.Split(" (").Select((part, i) => $"<span>{Text(i == 0 ? part : "(" + part)}</span>"))
        : Text(figure);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
