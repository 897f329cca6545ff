using System.Text;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Pictures;
using S2Grid.Cli.Results;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Reports;

/// <summary>The report as text: tables to paste into a cover letter, what must be said below them, and where the pictures are.</summary>
internal sealed class ReportMarkdown
{
    private readonly StringBuilder text = new();
    private readonly ReportContent content;

    private ReportMarkdown(ReportContent content) => this.content = content;

    /// <summary>Writes the report.</summary>
    public static string Write(ReportContent content, IReadOnlyList<Picture> pictures, IReadOnlyList<string> leftOut)
    {
        var report = new ReportMarkdown(content);
        report.WriteHead();
        report.WriteTables();
        report.WriteBreakdowns();
        report.WritePublished();
        report.WritePictures(pictures, leftOut);
        report.WriteNotes();
        return report.text.ToString();
    }

    /// <summary>Where figures come from, for people.</summary>
    public static string Provenance(ComparisonTable table) => table.Origin.Provenance.ToString().ToLowerInvariant();

    private void Line(string line = "") => text.Append(line).Append('\n');

    private void Lines(IEnumerable<string> paragraphs)
    {
        foreach (string paragraph in paragraphs)
        {
            Line(LetterTable.Wrap($"- {paragraph}", "  "));
        }
    }

    private void WriteHead()
    {
        Line($"# {content.Sweep.Name}");
        Line();
        if (content.Specification.Description is { Length: > 0 } description)
        {
            Line(LetterTable.Wrap(description));
            Line();
        }

        if (content.Shared.Count > 0)
        {
            string condition = content.Where is { } where ? $"; only runs with {where}." : ".";
            Line(LetterTable.Wrap("All of it with " + string.Join(", ", content.Shared.Select(value => $"{value.Name} {value.Value}")) + condition));
            Line();
        }
    }

    private void WriteTables()
    {
        Line("## Tables");
        Line();
        foreach (ComparisonTable table in content.Comparison.Tables.Take(ReportContent.MostTables))
        {
            WriteBlock($"{ComparisonText.Title(table)}: {content.Heading(table)}; {Provenance(table)}", LetterTable.Format(table));
        }

        if (content.Comparison.Tables.Count > ReportContent.MostTables)
        {
            Line(Invariant($"{content.Comparison.Tables.Count - ReportContent.MostTables:N0} more tables are left out; `s2grid compare {content.Sweep.Name}` has all."));
            Line();
        }
    }

    private void WriteBreakdowns()
    {
        foreach (CostBreakdown breakdown in content.Breakdowns.Where(breakdown => breakdown.Absence is null))
        {
            WriteBlock(breakdown.Title(), Text(breakdown.Table()));
        }
    }

    private void WritePublished()
    {
        if (content.Published.Count == 0)
        {
            return;
        }

        Line("## Published figures");
        Line();
        TextTable table = PublishedTable.Narrow(content.Published);
        if (table.Count > 0)
        {
            Line("```");
            text.Append(Text(table));
            Line("```");
            Line();
            Line(LetterTable.Wrap(PublishedTable.Meaning(content.Published)));
            Line();
        }

        Lines(PublishedTable.Absences(content.Published).Concat(PublishedTable.Sources(content.Published)));
        Line();
    }

    private void WritePictures(IReadOnlyList<Picture> pictures, IReadOnlyList<string> leftOut)
    {
        Line("## Pictures");
        Line();
        foreach (Picture picture in pictures)
        {
            Line($"![{picture.Title}](pictures/{picture.Name}.svg)");
            Line();
            Line(LetterTable.Wrap(picture.Caption));
            Line();
        }

        Lines(leftOut.Select(reason => $"Left out: {reason}"));
        if (leftOut.Count > 0)
        {
            Line();
        }
    }

    private void WriteNotes()
    {
        Line("## Notes");
        Line();
        Lines(ComparisonNotes.Of(content.Comparison, hasMeans: false).Append($"{content.RunsText}; how to repeat them is in reproduce.txt."));
    }

    private void WriteBlock(string title, string table)
    {
        Line("```");
        Line(LetterTable.Wrap(title));
        Line();
        text.Append(table);
        Line("```");
        Line();
    }

    private static string Text(TextTable table)
    {
        using var shown = new StringWriter { NewLine = "\n" };
        table.WriteText(shown);
        return shown.ToString();
    }
}
