using S2Grid.Views.Compare;
using S2Grid.Views.Reports.Pictures;

namespace S2Grid.Views.Reports;

/// <summary>A part of a report, in whatever form it is written.</summary>
public abstract record ReportBlock
{
    /// <summary>A heading.</summary>
    /// <param name="Text">Its text.</param>
    public sealed record Heading(string Text) : ReportBlock;

    /// <summary>A paragraph.</summary>
    /// <param name="Text">Its text.</param>
    public sealed record Paragraph(string Text) : ReportBlock;

    /// <summary>A table.</summary>
    /// <param name="Caption">What it shows; empty where its section says so.</param>
    /// <param name="Wide">The table for a page.</param>
    /// <param name="Narrow">The table as text that fits into a mail.</param>
    public sealed record Table(string Caption, TextTable Wide, string Narrow) : ReportBlock
    {
        /// <summary>Where its figures come from, a word each: <see cref="OriginWord"/>.</summary>
        public IReadOnlyList<string> Origins { get; init; } = [];

        /// <summary>The caption where <see cref="Origins"/> stand beside it.</summary>
        public string Title { get => field ?? Caption; init; }
    }

    /// <summary>A list of sentences; nothing where there are none.</summary>
    public sealed record Items(IReadOnlyList<string> Texts) : ReportBlock;

    /// <summary>A picture.</summary>
    /// <param name="Picture">The picture.</param>
    public sealed record Figure(Picture Picture) : ReportBlock;

    /// <summary>Lines to copy as they are.</summary>
    /// <param name="Text">The lines.</param>
    public sealed record Code(string Text) : ReportBlock;
}
