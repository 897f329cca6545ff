using S2Grid.Api.Answers;
using S2Grid.Api.Grids;
using S2Grid.Api.Requests;
using S2Grid.Api.Sweeps;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Views.Compare;
using S2Grid.Views.Grids;
using S2Grid.Views.Reading;
using S2Grid.Views.Reports;
using S2Grid.Views.Reports.Content;
using S2Grid.Views.Reports.Pictures;
using S2Grid.Views.Results;

namespace S2Grid.Api.Results;

/// <summary>Results: whole, in pages, compared, and as a report.</summary>
/// <param name="session">The grid.</param>
/// <param name="results">The results.</param>
internal sealed class ResultAddresses(GridSession session, StoredResults results)
{
    private const string Html = "text/html";
    private const string Arrow = "application/vnd.apache.arrow.file";

    private static readonly Format[] Formats = [Format.Json, Format.Csv, Format.Parquet, Format.Table, Format.Markdown, Format.Mail];

    private static readonly string[] Types = [Answer.Json, "text/csv", "application/vnd.apache.parquet", "text/plain", "text/markdown"];

    /// <summary>Maps them.</summary>
    public void Map(Addresses api)
    {
        MapResults(api);
        MapRuns(api);
        MapCompare(api);
        MapReport(api);
    }

    private void MapResults(Addresses api)
    {
        Option<string?> where = WhereOption.Create();
        Option<Format> format = FormatOption.Of([.. Formats, Format.Arrow]);
        api.Get(
            $"/sweeps/{{{Named.Sweep}}}/results", "The results of a sweep, finished or not, as 's2grid results' has them",
            async (context, parse, cancellation) =>
            {
                SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
                await SendAsync(context, sweep.Name, parse.GetValue(format), path => ReadAsync(
                    [sweep], parse.GetValue(where),
                    sweeps =>
                    {
                        ResultWriter.WriteFile(
                            text => new Page(text, parse.GetValue(format)), sweeps[0], parse.GetValue(format), parse.GetValue(where), path);
                        return Task.FromResult(true);
                    },
                    cancellation));
            },
            new QueryOptions("results", [where, format]),
            [.. Types, Arrow]);
    }

    private void MapRuns(Addresses api)
    {
        Option<string?> where = WhereOption.Create();
        Option<int> limit = Paging.Limit();
        Option<string?> cursor = Paging.Cursor();
        Option<string?> group = GroupedResults.Create();
        api.Get(
            $"/sweeps/{{{Named.Sweep}}}/runs", "The runs of a sweep in pages, in their order, with all columns, or in groups",
            async (context, parse, cancellation) =>
            {
                SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
                string? given = parse.GetValue(cursor);
                long after = -1;
                if (given is not null && !long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out after))
                    throw Paging.Wrong(given);

                if (parse.GetValue(group) is { } columns)
                {
                    await GroupAsync(
                        context, sweep, parse.GetValue(where), columns, Math.Max(after, 0), parse.GetValue(limit), cancellation);
                    return;
                }

                using var runs = new StringWriter(CultureInfo.InvariantCulture);
                long? next = await ReadAsync(
                    [sweep], parse.GetValue(where),
                    sweeps => Task.FromResult(
                        sweeps[0].Runs.WritePage(parse.GetValue(where), after, parse.GetValue(limit), runs, cancellation)),
                    cancellation);
                await Answer.TextAsync(
                    context,
                    text => JsonOutput.Write(
                        text, JsonOutput.Merged(new { Next = next?.ToString(CultureInfo.InvariantCulture) }),
                        ("runs", writer => writer.Write(runs.ToString()))),
                    Answer.Json);
            },
            new QueryOptions("runs", [where, group, limit, cursor]));
    }

    /// <summary>Sends groups of runs.</summary>
    private async Task GroupAsync(
        HttpContext context, SweepStatus sweep, string? where, string columns, long after, int limit, CancellationToken cancellation)
    {
        GroupedResults groups = await ReadAsync(
            [sweep], where, sweeps => Task.FromResult(GroupedResults.Read(sweeps[0], where, columns, after, limit)), cancellation);
        string? next = groups.Rows.Count == limit ? (after + limit).ToString(CultureInfo.InvariantCulture) : null;
        await Answer.JsonAsync(context, new { Next = next, Groups = groups.Documents });
    }

    private void MapCompare(Addresses api)
    {
        Option<string?> where = WhereOption.Create();
        Option<Format> format = FormatOption.Of(Formats);
        var options = new ComparisonOptions();
        api.Get(
            "/compare", "Compare strategies within a sweep, or several sweeps, as 's2grid compare' does",
            async (context, parse, cancellation) =>
            {
                Check(options, parse);
                IReadOnlyList<SweepStatus> named = await NamedAsync(context, cancellation);
                Format chosen = parse.GetValue(format);
                string? condition = parse.GetValue(where);
                await SendAsync(context, "compared", chosen, path => ReadAsync(
                    named, condition,
                    async sweeps =>
                    {
                        ComparisonRequest request =
                            options.Read(NoFile, parse, ComparisonRequest.Usual(condition), sweeps[0].Specification);
                        var cut = new List<string>();
                        SweepComparison comparison = request.Compare(sweeps, cut.Add);
                        var document = new ResultDocument(sweeps, comparison, condition, cut);
                        await ComparisonWriter.WriteFileAsync(text => new Page(text, chosen), chosen, comparison, document, path);
                        return true;
                    },
                    cancellation));
            },
            Query("compare", options, [where, format]),
            Types);
    }

    private void MapReport(Addresses api)
    {
        Option<string?> where = WhereOption.Create();
        var forms = new Dictionary<string, string> { ["html"] = Html, ["markdown"] = "text/markdown", ["mail"] = "text/plain" };
        Option<string> format = CliOption.Choice("--format", "FORMAT", $"How to write it: {string.Join(", ", forms.Keys)}", forms, "html");
        var options = new ComparisonOptions();
        api.Get(
            "/report", "A report of a sweep, or of several: one page with everything in it, its words, or a mail",
            async (context, parse, cancellation) =>
            {
                Check(options, parse);
                IReadOnlyList<SweepStatus> named = await NamedAsync(context, cancellation);
                string? condition = parse.GetValue(where);
                string type = parse.GetRequiredValue(format);
                string text = await ReadAsync(
                    named, condition,
                    sweeps => Task.FromResult(ReportOf(
                        ReportContent.Of(
                            sweeps, options.Read(NoFile, parse, ComparisonRequest.OfReport(condition), sweeps[0].Specification), _ => { }),
                        type)),
                    cancellation);
                if (type == Html)
                {
                    context.Response.Headers.ContentSecurityPolicy =
                        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";
                }

                await Answer.TextAsync(context, writer => writer.Write(text), type);
            },
            Query("report", options, [where, format]),
            Html, "text/markdown", "text/plain");
    }

    private static string ReportOf(ReportContent content, string type)
    {
        if (type == Html)
        {
            return ReportHtml.Write(content.Title,
            [
                .. ReportOutline.Of(content, new Gallery(content), hasMeans: true), new ReportBlock.Heading("To repeat it"),
                new ReportBlock.Code(ReproduceText.Write(content)),
            ]);
        }

        IReadOnlyList<ReportBlock> words = ReportOutline.Of(content, gallery: null, hasMeans: false);
        if (type == "text/markdown")
            return ReportMarkdown.Write(content.Title, words);

        using var mail = new StringWriter(CultureInfo.InvariantCulture);
        ReportMail.Write(new Page(mail, Format.Mail), content.Title, words);
        return mail.ToString();
    }

    private static QueryOptions Query(string name, ComparisonOptions options, Option[] more) =>
        new(name, [.. options.All, .. more], (Named.Sweep, (Argument)options.Others));

    private static void Check(ComparisonOptions options, ParseResult parse)
    {
        if (options.Check(parse).ToArray() is { Length: > 0 } errors)
            throw new UsageException(errors);
    }

    private Task<IReadOnlyList<SweepStatus>> NamedAsync(HttpContext context, CancellationToken cancellation) =>
        session.AllOfAsync([.. context.Request.Query[Named.Sweep].OfType<string>()], cancellation);

    /// <summary>Files are those of who asks, which a silo does not have.</summary>
    private static CostModel NoFile(string name) => throw new UsageException(
        UsageError.Unknown("cost model", name, [.. CostModels.All.Select(model => model.Name)], ComparisonRequest.MetricOption));

    private async Task<T> ReadAsync<T>(
        IReadOnlyList<SweepStatus> sweeps, string? where, Func<IReadOnlyList<StoredSweep>, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            return await results.ReadAsync(sweeps, read, cancellation);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Condition)
        {
            throw WhereOption.Explain(e, where);
        }
    }

    /// <summary>Writes a file, aside from all others who read, and sends it: who reads slowly keeps nobody waiting.</summary>
    private async Task SendAsync(HttpContext context, string name, Format format, Func<string, Task> write)
    {
        string path = results.NewFile();
        try
        {
            await write(path);
            (string type, string ending) = format switch
            {
                Format.Json => (Answer.Json, "json"),
                Format.Csv => ("text/csv; charset=utf-8", "csv"),
                Format.Parquet => ("application/vnd.apache.parquet", "parquet"),
                Format.Arrow => (Arrow, "arrow"),
                Format.Markdown => ("text/markdown; charset=utf-8", "md"),
                _ => ("text/plain; charset=utf-8", "txt"),
            };
            await Answer.FileAsync(context, path, type, $"{name}.{ending}");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
