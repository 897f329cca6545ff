using S2Grid.Views.Compare;
using S2Grid.Views.Output;

namespace S2Grid.Views.Reports;

/// <summary>Writes a report's words and tables as the text of a mail.</summary>
public static class ReportMail
{
    /// <summary>Writes the mail.</summary>
    public static void Write(Page page, string title, IEnumerable<ReportBlock> blocks)
    {
        WriteUnderlined(page, title, '=');
        foreach (ReportBlock block in blocks)
        {
            page.Write();
            Write(page, block);
        }

        page.WriteNotes([LetterTable.Legend]);
    }

    private static void Write(Page page, ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Heading heading:
                WriteUnderlined(page, heading.Text, '-');
                break;
            case ReportBlock.Paragraph paragraph:
                page.Write(paragraph.Text);
                break;
            case ReportBlock.Table table:
                if (table.Caption.Length > 0)
                {
                    page.Write(table.Caption);
                    page.Write();
                }

                page.Out.Write(table.Narrow);
                break;
            case ReportBlock.Items items:
                page.WriteNotes(items.Texts);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(block), block, "This part has no form in a mail.");
        }
    }

    private static void WriteUnderlined(Page page, string text, char line)
    {
        page.Write(text);
        page.Write(new string(line, Math.Min(text.Length, Page.MailWidth)));
    }
}
