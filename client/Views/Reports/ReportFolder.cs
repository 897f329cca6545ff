using S2Grid.Views.Compare;
using S2Grid.Views.Reading;
using S2Grid.Views.Reports.Content;
using S2Grid.Views.Reports.Pictures;

namespace S2Grid.Views.Reports;

/// <summary>Writes a report's folder aside and gives its files their names when they are whole.</summary>
public static class ReportFolder
{
    private const string Mark = "reproduce.txt";
    private const string Pictures = "pictures";
    private const string Csv = "runs.csv";
    private const string Parquet = "runs.parquet";
    private const string Markdown = "report.md";
    private const string Page = "report.html";

    private static readonly string[] Parts = [Pictures, Csv, Parquet, Markdown, Page, ReproduceText.SweepFile, Mark];

    /// <summary>Why a folder may not be written, in a sentence: something is there that is no report, or is one and is not to be
    /// replaced. Null if it may.</summary>
    public static string? Fault(string target, bool isForced)
    {
        string[] there = Directory.Exists(target) ? [.. Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName)!] : [];
        string? foreign = there.FirstOrDefault(name => !IsPart(name));
        return File.Exists(target) || (there.Length > 0 && !there.Contains(Mark))
                ? $"{target} is there and is no report; name another folder"
            : Path.GetDirectoryName(target) is null ? "a report cannot be the root folder"
            : there.Length == 0 ? null
            : !isForced ? $"{target} has a report already; --force replaces it"
            : foreign is null ? null
            : $"{target} has a report and '{foreign}', which is no part of it; move that, or name another folder";
    }

    /// <summary>Writes the report; one that is there is replaced, once the new one is whole.</summary>
    public static void Write(string target, ReportContent content, CancellationToken cancellation)
    {
        // Within the folder, if it is there: that may be a link, another disk, or where the user's shell stands.
        bool isThere = Directory.Exists(target);
        Directory.CreateDirectory(isThere ? target : Path.GetDirectoryName(target)!);
        string aside = Path.Combine(
            isThere ? target : Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.part");
        try
        {
            WriteInto(aside, content, cancellation);
            if (isThere)
                Replace(target, aside);
            else
                Directory.Move(aside, target);
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>Puts the parts of a report in the place of those of an older one.</summary>
    private static void Replace(string target, string newer)
    {
        string older = Path.Combine(newer, "older");
        Directory.CreateDirectory(older);
        IEnumerable<string> names = Directory.EnumerateFileSystemEntries(target).Concat(Directory.EnumerateFileSystemEntries(newer))
            .Select(path => Path.GetFileName(path)).Where(IsPart).Distinct();
        foreach (string part in names.ToArray())
        {
            if (Path.Exists(Path.Combine(target, part)))
                Directory.Move(Path.Combine(target, part), Path.Combine(older, part));

            if (Path.Exists(Path.Combine(newer, part)))
                Directory.Move(Path.Combine(newer, part), Path.Combine(target, part));
        }
    }

    /// <summary>Whether a file is a part of a report; those of several sweeps have their names behind a dash.</summary>
    private static bool IsPart(string name) => Parts.Any(part => name == part
        || (name.StartsWith($"{Path.GetFileNameWithoutExtension(part)}-", StringComparison.Ordinal)
            && Path.GetExtension(name) == Path.GetExtension(part)));

    private static void WriteInto(string folder, ReportContent content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(PathOf(Pictures));
        var gallery = new Gallery(content);
        foreach (Picture picture in gallery.Pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            File.WriteAllText(PathOf($"{Pictures}/{picture.Name}.svg"), picture.Svg());
            picture.SavePng(PathOf($"{Pictures}/{picture.Name}.png"));
        }

        string reproduce = ReproduceText.Write(content);
        File.WriteAllText(
            PathOf(Markdown), ReportMarkdown.Write(content.Title, ReportOutline.Of(content, gallery, hasMeans: false, hasFiles: true)));
        IReadOnlyList<ReportBlock> page =
            [.. ReportOutline.Of(content, gallery, hasMeans: true, hasFiles: true), new ReportBlock.Heading("To repeat it"),
                new ReportBlock.Code(reproduce)];
        File.WriteAllText(PathOf(Page), ReportHtml.Write(content.Title, page));
        foreach (StoredSweep sweep in content.Sweeps)
        {
            File.WriteAllText(PathOf(content.FileOf(sweep, ReproduceText.SweepFile)), sweep.Request.SpecificationText);
            cancellation.ThrowIfCancellationRequested();
            if (content.HasCsv)
                sweep.Runs.Export(content.Where, ExportFormat.Csv, PathOf(content.FileOf(sweep, Csv)));

            var document = new ResultDocument([sweep], content.Comparison, content.Where);
            sweep.Runs.Export(content.Where, ExportFormat.Parquet, PathOf(content.FileOf(sweep, Parquet)), document.Metadata);
        }

        File.WriteAllText(PathOf(Mark), reproduce);

        string PathOf(string file) => Path.Combine(folder, file);
    }
}
