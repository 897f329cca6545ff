using System.Net;
using System.Text;

namespace S2Grid.Views.Reports;

/// <summary>Writes a report as one page that needs nothing else: no network, no script, pictures inline. Legible in the light, in the dark
/// and in print.</summary>
public static class ReportHtml
{
    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #bbb; --soft: #f3f3f3; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #181818; --line: #555; --soft: #242424; } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
          max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { padding: .2rem .8rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
        th.text, td.text { text-align: left; }
        td.text, td span { white-space: nowrap; }
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

    /// <summary>Writes the page.</summary>
    public static string Write(string title, IEnumerable<ReportBlock> blocks)
    {
        var html = new StringBuilder();
        html.Append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            + "content=\"width=device-width\">\n");
        html.Append($"<title>{Text(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Text(title)}</h1>\n");
        foreach (ReportBlock block in blocks)
            html.Append(Element(block));

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static string Element(ReportBlock block) => block switch
    {
        ReportBlock.Heading heading => $"<h2>{Text(heading.Text)}</h2>\n",
        ReportBlock.Paragraph paragraph => $"<p>{Text(paragraph.Text)}</p>\n",
        ReportBlock.Table table => Table(table.Caption, table.Wide),
        ReportBlock.Items { Texts: [] } => "",
        ReportBlock.Items items => $"<ul>\n{string.Concat(items.Texts.Select(text => $"<li>{Text(text)}</li>\n"))}</ul>\n",
        ReportBlock.Figure { Picture: var picture } =>
            $"<figure>\n{picture.InlineSvg()}\n<figcaption>{Text(picture.Caption)}</figcaption>\n</figure>\n",
        ReportBlock.Code code => $"<pre>{Text(code.Text)}</pre>\n",
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "This part has no form on a page."),
    };

    private static string Table(string caption, TextTable table)
    {
        string head = caption.Length > 0 ? $"<caption>{Text(caption)}</caption>\n" : "";
        return $"<div class=\"wide\"><table>\n{head}{Row("th", table.Titles)}"
            + $"{string.Concat(table.Rows.Select(row => Row("td", row)))}</table></div>\n";

        string Row(string tag, IReadOnlyList<string> cells) => $"<tr>{string.Concat(cells.Select((cell, column) =>
            table.IsRight(column) ? $"<{tag}>{Figure(cell)}</{tag}>" : $"<{tag} class=\"text\">{Text(cell)}</{tag}>"))}</tr>\n";
    }

    /// <summary>A figure that may be broken before its brackets and nowhere else, so that wide tables fit a page.</summary>
    private static string Figure(string figure) =>
        string.Join(' ', figure.Split(" (").Select((part, i) => $"<span>{Text(i == 0 ? part : "(" + part)}</span>"));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
