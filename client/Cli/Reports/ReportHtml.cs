using System.Net;
using System.Text;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Models;
using S2Grid.Cli.Reports.Pictures;
using S2Grid.Experiments;

namespace S2Grid.Cli.Reports;

/// <summary>The report as one page that needs nothing else: no network, no script, pictures inline. Legible in the light, in the dark and in print.</summary>
public static class ReportHtml
{
    private const int MostTables = 100;

    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #bbb; --soft: #f3f3f3; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #181818; --line: #555; --soft: #242424; } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { padding: .2rem .8rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; }
        .wide { overflow-x: auto; }
        figure { margin: 1.5rem 0; background: #fff; color: #1a1a1a; border: 1px solid var(--line); padding: .5rem; }
        figure svg { width: 100%; height: auto; }
        figcaption { font-size: .9rem; }
        pre { background: var(--soft); padding: .8rem; overflow-x: auto; }
        @media print { body { max-width: none; margin: 0; font-size: 11pt; } figure, table { break-inside: avoid; } :root { --ink: #000; --paper: #fff; } }
        """;

    /// <summary>Writes the page.</summary>
    public static string Write(ReportContent content, IReadOnlyList<Picture> pictures, IReadOnlyList<string> leftOut, string reproduce)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.Append($"<title>{Text(content.Sweep.Name)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Text(content.Sweep.Name)}</h1>\n");
        if (content.Specification.Description is { Length: > 0 } description)
        {
            html.Append($"<p>{Text(description)}</p>\n");
        }

        if (content.Shared.Count > 0)
        {
            html.Append($"<p>All of it with {Text(string.Join(", ", content.Shared.Select(value => $"{value.Name} {value.Value}")))}.</p>\n");
        }

        html.Append("<h2>Tables</h2>\n");
        foreach (ComparisonTable table in content.Comparison.Tables.Take(MostTables))
        {
            WriteTable(html, content, table);
        }

        WritePublished(html, content);
        html.Append("<h2>Pictures</h2>\n");
        foreach (Picture picture in pictures)
        {
            html.Append($"<figure>\n{picture.InlineSvg()}\n<figcaption>{Text(picture.Caption)}</figcaption>\n</figure>\n");
        }

        html.Append("<h2>Notes</h2>\n<ul>\n");
        foreach (string note in ComparisonNotes.Of(content.Comparison).Concat(leftOut.Select(reason => $"Left out: {reason}")))
        {
            html.Append($"<li>{Text(note)}</li>\n");
        }

        html.Append($"</ul>\n<h2>To repeat it</h2>\n<pre>{Text(reproduce)}</pre>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteTable(StringBuilder html, ReportContent content, ComparisonTable table)
    {
        html.Append($"<div class=\"wide\"><table>\n<caption>{Text($"{ComparisonText.Title(table)}: {content.Heading(table)}; {ReportMarkdown.Provenance(table)}")}</caption>\n<tr>");
        foreach (string name in table.By)
        {
            html.Append($"<th>{Text(name)}</th>");
        }

        for (int column = 0; column < table.Columns.Count; column++)
        {
            html.Append($"<th>{Text(table.Columns[column])}</th>");
            html.Append(column > 0 ? "<th>change</th>" : "");
        }

        html.Append("</tr>\n");
        foreach (ComparisonRow row in table.Rows)
        {
            html.Append("<tr>");
            foreach (string value in row.Values)
            {
                html.Append($"<td>{Text(value)}</td>");
            }

            for (int column = 0; column < row.Cells.Count; column++)
            {
                html.Append($"<td>{Text(ComparisonText.Value(table.Metric, row.Cells[column]))}</td>");
                html.Append(column > 0 ? $"<td>{Text(ComparisonText.Change(table.Metric, row.Cells[column]))}</td>" : "");
            }

            html.Append("</tr>\n");
        }

        html.Append("</table></div>\n");
    }

    private static void WritePublished(StringBuilder html, ReportContent content)
    {
        PublishedComparison[] known = [.. content.Published.Where(one => one.Ours is not null)];
        if (known.Length == 0)
        {
            return;
        }

        html.Append("<h2>Published figures</h2>\n<div class=\"wide\"><table>\n<tr><th>backing</th><th>scenario</th><th>published</th><th>predicted</th><th>by</th><th>published is</th></tr>\n");
        foreach (PublishedComparison one in known)
        {
            html.Append($"<tr><td>{Text(one.Figure.Backing)}</td><td>{one.Figure.Scenario.ToString().ToLowerInvariant()}</td>");
            html.Append($"<td>{Text(ModelTexts.Published(one.Figure))}</td><td>{Text(ModelTexts.Change(one.Ours!.Value))}</td>");
            html.Append($"<td>{Text(one.By)}</td><td>{(one.IsInside is true ? "inside" : "outside")}</td></tr>\n");
        }

        html.Append("</table></div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
