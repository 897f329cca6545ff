using S2Grid.Cli.Reports.Pictures;

namespace S2Grid.Cli.Reports;

/// <summary>A part of a report, in whatever form it is written.</summary>
internal abstract record ReportBlock
{
    internal sealed record Heading(string Text) : ReportBlock;

    internal sealed record Paragraph(string Text) : ReportBlock;

    /// <summary>A table.</summary>
    /// <param name="Caption">What it shows; empty where its section says so.</param>
    /// <param name="Wide">The table for a page.</param>
    /// <param name="Narrow">The table as text that fits into a mail.</param>
    internal sealed record Table(string Caption, TextTable Wide, string Narrow) : ReportBlock;

    /// <summary>A list of sentences; nothing where there are none.</summary>
    internal sealed record Items(IReadOnlyList<string> Texts) : ReportBlock;

    internal sealed record Figure(Picture Picture) : ReportBlock;

    internal sealed record Code(string Text) : ReportBlock;
}
