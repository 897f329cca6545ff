using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Content;
using S2Grid.Views.Reports.Pictures;
using S2Grid.Views.Results;
using static System.FormattableString;

namespace S2Grid.Views.Reports;

/// <summary>What a report consists of, from top to bottom, the same in every form.</summary>
public static class ReportOutline
{
    /// <summary>The parts below the report's title.</summary>
    /// <param name="content">What the report tells.</param>
    /// <param name="gallery">Its pictures; null where it has none.</param>
    /// <param name="hasMeans">Whether tables show geometric means, so that notes speak of them.</param>
    /// <param name="hasFiles">Whether the runs, and how to repeat them, stand in files beside it.</param>
    public static IReadOnlyList<ReportBlock> Of(ReportContent content, Gallery? gallery, bool hasMeans, bool hasFiles = false) =>
    [
        .. Found(content, gallery),
        .. Head(content),
        new ReportBlock.Heading("Tables"),
        .. Tables(content),
        .. Published(content),
        .. gallery is null ? [] : Pictures(gallery),
        new ReportBlock.Heading("Notes"),
        new ReportBlock.Items(
        [
            .. ComparisonNotes.Of(content.Comparison, hasMeans),
            .. hasFiles ? (string[])[$"{content.RunsText}; how to repeat them is in reproduce.txt."] : [],
        ]),
    ];

    /// <summary>What was found, and the picture of it.</summary>
    private static IEnumerable<ReportBlock> Found(ReportContent content, Gallery? gallery)
    {
        yield return new ReportBlock.Paragraph(string.Join(' ', content.Findings.Sentences));
        if (gallery?.First is { } picture)
            yield return new ReportBlock.Figure(picture);
    }

    private static IEnumerable<ReportBlock> Head(ReportContent content)
    {
        if (content.Stored.Specification.Description is { Length: > 0 } description)
            yield return new ReportBlock.Paragraph(description);

        if (content.Shared.Count > 0)
        {
            string condition = content.Where is { } where ? $"; only runs with {where}." : ".";
            IEnumerable<string> shared = RunConfiguration.Shown(content.Shared)
                .Select(value => $"{value.Name} {value.Value}");
            yield return new ReportBlock.Paragraph($"All of it with {string.Join(", ", shared)}{condition}");
        }
    }

    private static IEnumerable<ReportBlock> Pictures(Gallery gallery) =>
    [
        new ReportBlock.Heading("Pictures"),
        .. gallery.Pictures.Where(picture => picture != gallery.First).Select(picture => new ReportBlock.Figure(picture)),
        new ReportBlock.Items([.. gallery.LeftOut.Select(reason => $"Left out: {reason}")]),
    ];

    private static IEnumerable<ReportBlock> Tables(ReportContent content)
    {
        foreach (ComparisonTable table in content.Comparison.Tables.Take(ReportContent.MaxTables))
        {
            string title = $"{ComparisonText.Title(table)}: {content.Heading(table)}";
            yield return new ReportBlock.Table(
                $"{title}; {table.Origin.Provenance.Word()}",
                ComparisonWriter.TableOf(table),
                LetterTable.Format(table))
            {
                Title = title,
                Origins = [OriginWord.Of(table)],
            };
        }

        int more = content.Comparison.Tables.Count - ReportContent.MaxTables;
        if (more > 0)
        {
            string names = string.Join(' ', content.Sweeps.Select(sweep => sweep.Name));
            yield return new ReportBlock.Paragraph(Invariant(
                $"{more:N0} more {(more == 1 ? "table is" : "tables are")} left out; `s2grid compare {names}` has all."));
        }

        foreach (CostBreakdown breakdown in content.Breakdowns.Where(breakdown => breakdown.Absence is null))
        {
            yield return new ReportBlock.Table(breakdown.Title(), breakdown.Table(), LetterTable.TextOf(breakdown.Table()))
            {
                Origins = [OriginWord.Predicted],
            };
        }
    }

    private static IEnumerable<ReportBlock> Published(ReportContent content)
    {
        if (content.Published.Count == 0)
            yield break;

        yield return new ReportBlock.Heading("Published figures");
        TextTable table = PublishedTable.Of(content.Published);
        if (table.Count > 0)
        {
            yield return new ReportBlock.Table("", table, LetterTable.TextOf(PublishedTable.Of(content.Published, isNarrow: true)))
            {
                Origins = OriginWord.Of(content.Published),
            };
            yield return new ReportBlock.Paragraph(PublishedTable.Meaning(content.Published));
        }

        yield return new ReportBlock.Items(
        [
            .. PublishedTable.LeftOut(new ComparedSweep(content.Stored.Name, content.Stored.Specification, content.Groups)),
            .. PublishedTable.Absences(content.Published),
            .. PublishedTable.Sources(content.Published),
        ]);
    }
}
