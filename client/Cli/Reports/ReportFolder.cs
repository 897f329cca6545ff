using S2Grid.Cli.Reports.Content;
using S2Grid.Cli.Reports.Pictures;
using S2Grid.Storage.Reading;

namespace S2Grid.Cli.Reports;

/// <summary>Writes a report's folder aside and gives it its name when it is whole.</summary>
internal sealed class ReportFolder
{
    private const string Mark = "reproduce.txt";

    private readonly string target;
    private readonly bool isForced;

    /// <summary>Checks that the folder may be written.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="isForced">Whether a report that is there is replaced.</param>
    /// <exception cref="UsageException">Something is there that is no report, or is one and is not to be replaced.</exception>
    public ReportFolder(string target, bool isForced)
    {
        (this.target, this.isForced) = (target, isForced);
        bool isEmpty = !Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any();
        if (File.Exists(target) || (!isEmpty && !File.Exists(Path.Combine(target, Mark))))
        {
            throw new UsageException([new UsageError($"{target} is there and is no report; name another folder", target, ReportCommand.FolderOption)]);
        }

        if (!isEmpty && !isForced)
        {
            throw new UsageException([new UsageError($"{target} has a report already; --force replaces it", target, ReportCommand.FolderOption)]);
        }
    }

    /// <summary>Writes the report.</summary>
    public void Write(ReportContent content, SegmentReader results, CancellationToken cancellation)
    {
        string parent = Path.GetDirectoryName(target) ?? throw new UsageException([new UsageError("a report cannot be the root folder", target)]);
        Directory.CreateDirectory(parent);
        string aside = Path.Combine(parent, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.part");
        try
        {
            WriteInto(aside, content, results, cancellation);
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: isForced);
            }

            Directory.Move(aside, target);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }
        }
    }

    private static void WriteInto(string folder, ReportContent content, SegmentReader results, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(folder, "pictures"));
        var gallery = new Gallery(content);
        foreach (Picture picture in gallery.Pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            File.WriteAllText(Path.Combine(folder, "pictures", picture.Name + ".svg"), picture.Svg());
            picture.SavePng(Path.Combine(folder, "pictures", picture.Name + ".png"));
        }

        string reproduce = ReproduceText.Write(content);
        File.WriteAllText(
            Path.Combine(folder, "report.md"), ReportMarkdown.Write(content.Sweep.Name, ReportOutline.Of(content, gallery, hasMeans: false)));
        IReadOnlyList<ReportBlock> page =
            [.. ReportOutline.Of(content, gallery, hasMeans: true), new ReportBlock.Heading("To repeat it"), new ReportBlock.Code(reproduce)];
        File.WriteAllText(Path.Combine(folder, "report.html"), ReportHtml.Write(content.Sweep.Name, page));
        File.WriteAllText(Path.Combine(folder, ReproduceText.SweepFile), content.Request.SpecificationText);
        cancellation.ThrowIfCancellationRequested();
        if (content.HasCsv)
        {
            results.Export(content.Where, ExportFormat.Csv, Path.Combine(folder, "runs.csv"));
        }

        results.Export(content.Where, ExportFormat.Parquet, Path.Combine(folder, "runs.parquet"));
        File.WriteAllText(Path.Combine(folder, Mark), reproduce);
    }
}
