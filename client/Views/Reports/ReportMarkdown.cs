using S2Grid.Views.Compare;

namespace S2Grid.Views.Reports;

/// <summary>Writes a report as text: tables to paste into a cover letter, what must be said below them, and where the pictures
/// are.</summary>
public static class ReportMarkdown
{
    /// <summary>Writes the text.</summary>
    public static string Write(string title, IEnumerable<ReportBlock> blocks) =>
        string.Join("\n\n", blocks.Select(Text).Where(text => text.Length > 0).Prepend($"# {title}")) + "\n";

    private static string Text(ReportBlock block) => block switch
    {
        ReportBlock.Heading heading => $"## {heading.Text}",
        ReportBlock.Paragraph paragraph => LetterTable.Wrap(paragraph.Text),
        ReportBlock.Table { Caption: "" } table => $"```\n{table.Narrow}```",
        ReportBlock.Table table => $"```\n{LetterTable.Wrap(table.Caption)}\n\n{table.Narrow}```",
        ReportBlock.Items items => string.Join('\n', items.Texts.Select(text => LetterTable.Wrap($"- {text}", "  "))),
        ReportBlock.Figure { Picture: var picture } =>
            $"![{picture.Title}](pictures/{picture.Name}.svg)\n\n{LetterTable.Wrap(picture.Caption)}",
        ReportBlock.Code code => $"```\n{code.Text}```",
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "This part has no form as text."),
    };
}
