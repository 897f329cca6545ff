using System.Text;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Models;
using S2Grid.Cli.Reports.Pictures;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments;
using static System.FormattableString;

namespace S2Grid.Cli.Reports;

/// <summary>The report as text: tables to paste into a cover letter, what must be said below them, and where the pictures are.</summary>
public static class ReportMarkdown
{
    /// <summary>The most tables; <c>s2grid compare</c> has all.</summary>
    private const int MostTables = 100;

    /// <summary>Writes the report.</summary>
    public static string Write(ReportContent content, IReadOnlyList<Picture> pictures, IReadOnlyList<string> leftOut)
    {
        var text = new StringBuilder();
        Line($"# {content.Sweep.Name}");
        Line();
        if (content.Specification.Description is { Length: > 0 } description)
        {
            Line(LetterTable.Wrap(description));
            Line();
        }

        if (content.Shared.Count > 0)
        {
            Line(LetterTable.Wrap("All of it with " + string.Join(", ", content.Shared.Select(value => $"{value.Name} {value.Value}")) + Condition(content)));
            Line();
        }

        WriteTables();
        WritePublished();
        WritePictures();
        WriteNotes();
        return text.ToString();

        void Line(string line = "") => text.Append(line).Append('\n');

        void WriteTables()
        {
            Line("## Tables");
            Line();
            foreach (ComparisonTable table in content.Comparison.Tables.Take(MostTables))
            {
                Line("```");
                Line(LetterTable.Wrap($"{ComparisonText.Title(table)}: {content.Heading(table)}; {Provenance(table)}"));
                Line();
                text.Append(LetterTable.Format(table));
                Line("```");
                Line();
            }

            if (content.Comparison.Tables.Count > MostTables)
            {
                Line(Invariant($"{content.Comparison.Tables.Count - MostTables:N0} more tables are left out; `s2grid compare {content.Sweep.Name}` has all."));
                Line();
            }
        }

        void WritePublished()
        {
            if (content.Published.Count == 0)
            {
                return;
            }

            Line("## Published figures");
            Line();
            Line("```");
            var table = new TextTable("scenario", "backing", " published", " predicted", "");
            foreach (PublishedComparison one in content.Published.Where(one => one.Ours is not null))
            {
                table.Add(
                    one.Figure.Scenario.ToString().ToLowerInvariant(),
                    one.Figure.Backing,
                    ModelTexts.Published(one.Figure),
                    ModelTexts.Change(one.Ours!.Value),
                    one.IsInside is true ? "inside" : "outside");
            }

            using var shown = new StringWriter { NewLine = "\n" };
            if (table.Count > 0)
            {
                table.WriteText(shown);
                text.Append(shown);
            }

            foreach (var absent in content.Published.Where(one => one.Ours is null).GroupBy(one => one.Absence))
            {
                Line(LetterTable.Wrap($"{string.Join(", ", absent.Select(one => one.Figure.Backing).Distinct())}: {absent.Key}"));
            }

            Line("```");
            Line();
            foreach (PublishedFigure figure in content.Published.Select(one => one.Figure).DistinctBy(figure => (figure.Source, figure.Timed)))
            {
                Line(LetterTable.Wrap($"- {figure.Source}; on {figure.Machine}; timed {figure.Timed}.", "  "));
            }

            Line();
        }

        void WritePictures()
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

            foreach (string reason in leftOut)
            {
                Line(LetterTable.Wrap($"- Left out: {reason}", "  "));
            }

            if (leftOut.Count > 0)
            {
                Line();
            }
        }

        void WriteNotes()
        {
            Line("## Notes");
            Line();
            foreach (string note in ComparisonNotes.Of(content.Comparison))
            {
                Line(LetterTable.Wrap($"- {note}", "  "));
            }

            Line(LetterTable.Wrap($"- {content.RunsText}; how to repeat them is in reproduce.txt.", "  "));
        }
    }

    /// <summary>Where figures come from, for people.</summary>
    public static string Provenance(ComparisonTable table) => table.Origin.Provenance.ToString().ToLowerInvariant();

    private static string Condition(ReportContent content) => content.Where is { } where ? $"; only runs with {where}." : ".";
}
