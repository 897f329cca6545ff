using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Sweeps;
using S2Grid.Views.Grids;
using S2Grid.Web.Pages;
using ProgressText = S2Grid.Views.Output.ProgressText;

namespace S2Grid.Web.Sweeps;

/// <summary>The addresses of sweeps.</summary>
internal static class SweepPages
{
    /// <summary>What follows a sweep's address in that of its configurations.</summary>
    public const string Table = "/table";

    /// <summary>Puts the pages at their addresses.</summary>
    public static void MapSweeps(this Routes routes, GridGrains grains, SweepReader reader, TimeProvider clock)
    {
        routes.Page("/", async request => Page.Of<SweepListPage>(
            "Sweeps", (nameof(SweepListPage.All), await grains.Directory.List()), (nameof(SweepListPage.Now), clock.GetUtcNow()),
            (nameof(SweepListPage.Search), request.Query["search"].ToString().Trim())));
        routes.Page("/sweeps/{name}", request => SweepAsync(request, grains, reader));
        routes.Page("/sweeps/{name}/specification", async request =>
        {
            SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
            return Page.Of<SpecificationPage>($"Specification of {sweep.Name}", (nameof(SpecificationPage.Sweep), sweep),
                (nameof(SpecificationPage.Request), await grains.Sweep(sweep.Id).GetRequest()));
        });
        routes.Page("/sweeps/{name}" + Table, request => ConfigurationsAsync(request, grains, reader));
        routes.Page("/sweeps/{name}/runs/{run:long}", request => RunAsync(request, grains, reader));
        routes.Page("/compare", request => CompareAsync(request, grains, reader));
        routes.Data("/sweeps/{name}/results.{format}", request => DownloadAsync(request, grains, reader));
        routes.Data("/sweeps/{name}/pictures/{picture}.svg", request => PictureAsync(request, grains, reader));
        routes.Data("/sweeps/{name}/progress", request => WatchAsync(request, grains));
        Tell(routes, grains, "pause", (sweep, _) => sweep.Pause());
        Tell(routes, grains, "cancel", (sweep, _) => sweep.Cancel());
        Tell(routes, grains, "resume", (sweep, form) =>
            sweep.Resume(form["scope"] == "failed" ? ResumeScope.Failed : ResumeScope.Missing));
        routes.Form("/sweeps/{name}/delete", Role.Operator, async (request, form) =>
        {
            SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
            if (form["name"] != sweep.Name)
                throw new RefusedException(RefusalKind.Wrong, $"To delete it with all its results, write its name: {sweep.Name}");

            await grains.Directory.Delete(sweep.Id);
            return ("/", null);
        });
    }

    /// <summary>The address of a sweep's page.</summary>
    public static string AddressOf(SweepStatus sweep) => $"/sweeps/{(sweep.Name == NewSweepPages.Name ? sweep.Id : sweep.Name)}";

    private static void Tell(Routes routes, GridGrains grains, string what, Func<ISweepGrain, IFormCollection, Task> order) =>
        routes.Form($"/sweeps/{{name}}/{what}", Role.Operator, async (request, form) =>
        {
            SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
            await order(grains.Sweep(sweep.Id), form);
            return (AddressOf(sweep), null);
        });

    /// <summary>How it stands at once, and what it came to below as soon as that is read.</summary>
    private static async Task<Page> SweepAsync(PageRequest request, GridGrains grains, SweepReader reader)
    {
        SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
        SweepQuery query = SweepQuery.Read(sweep, request.Query);
        Page page = Page.Of<SweepPage>(sweep.Name, (nameof(SweepPage.Sweep), sweep));
        return sweep.Progress.DoneRuns == 0 ? page : page with
        {
            Later = async () => Page.Of<SweepResultsPart>(
                "", (nameof(SweepResultsPart.View), await reader.ReadAsync(sweep, query.Where, request.Cancellation)),
                (nameof(SweepResultsPart.Query), query)),
        };
    }

    private static async Task<Page> ConfigurationsAsync(PageRequest request, GridGrains grains, SweepReader reader)
    {
        SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
        SweepQuery query = SweepQuery.Read(sweep, request.Query);
        SweepView view = await reader.ReadAsync(sweep, query.Where, request.Cancellation);
        _ = int.TryParse(request.Query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out int from);
        return Page.Of<ConfigurationsPage>(
            $"Configurations of {sweep.Name}", (nameof(ConfigurationsPage.View), view), (nameof(ConfigurationsPage.Query), query),
            (nameof(ConfigurationsPage.List), view.MetricOf(query.Metric) is { } metric
                ? ConfigurationList.Of(view.Configurations, metric, request.Query["sort"].ToString(), from) : null));
    }

    private static async Task PictureAsync(PageRequest request, GridGrains grains, SweepReader reader)
    {
        SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
        SweepView view = await reader.ReadAsync(sweep, SweepQuery.Read(sweep, request.Query).Where, request.Cancellation);
        HttpResponse response = request.Context.Response;
        if (!view.Pictures.TryGetValue(request.Route("picture"), out var picture))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // A picture is a document of its own, with its own styles and nothing else.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        response.ContentType = "image/svg+xml";
        await response.WriteAsync(picture.Svg.Value, request.Cancellation);
    }

    private static async Task<Page> RunAsync(PageRequest request, GridGrains grains, SweepReader reader)
    {
        SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
        long number = long.Parse(request.Route("run"), NumberStyles.None, CultureInfo.InvariantCulture);
        RunExplanation why = await grains.Sweep(sweep.Id).Explain(number);
        SweepSpecification specification = SweepPlans.Read(await grains.Sweep(sweep.Id).GetRequest());
        PlannedRun planned = specification.Plan[number];
        var (result, baseline) = await reader.RunAsync(sweep, planned);
        return Page.Of<RunPage>(
            Invariant($"Run {number} of {sweep.Name}"), (nameof(RunPage.Sweep), sweep), (nameof(RunPage.Why), why),
            (nameof(RunPage.Planned), planned), (nameof(RunPage.Result), result), (nameof(RunPage.Baseline), baseline));
    }

    private static async Task<Page> CompareAsync(PageRequest request, GridGrains grains, SweepReader reader)
    {
        CompareQuery query = CompareQuery.Read(request.Query);
        IReadOnlyList<SweepStatus> all = await grains.Directory.List();
        Page page = Page.Of<ComparePage>("Compare", (nameof(ComparePage.All), all), (nameof(ComparePage.Query), query));
        if (query.Sweeps.Count == 0)
            return page;

        SweepStatus[] chosen = await Task.WhenAll(query.Sweeps.Select(grains.Directory.Find));
        return page with
        {
            Later = async () => Page.Of<ComparePart>("", (nameof(ComparePart.View), await reader.CompareAsync(chosen, query))),
        };
    }

    private static async Task DownloadAsync(PageRequest request, GridGrains grains, SweepReader reader)
    {
        SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
        HttpResponse response = request.Context.Response;
        if (SweepReader.FormatOf(request.Route("format")) is not { } format)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        string file = reader.NewFile();
        try
        {
            await reader.WriteAsync(sweep, SweepQuery.Read(sweep, request.Query).Where, format, file);
            response.ContentType = "application/octet-stream";
            response.Headers.ContentDisposition = $"attachment; filename=\"{sweep.Name}.{request.Route("format")}\"";
            await response.SendFileAsync(file, request.Cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Progress as server-sent events, at most two a second, until the sweep comes to rest.</summary>
    private static async Task WatchAsync(PageRequest request, GridGrains grains)
    {
        SweepStatus sweep = await grains.Directory.Find(request.Route("name"));
        HttpResponse response = request.Context.Response;
        response.ContentType = "text/event-stream";
        SweepProgress? last = null;
        await foreach (SweepProgress now in grains.Sweep(sweep.Id).Watch(TimeSpan.FromMilliseconds(500), request.Cancellation))
        {
            if (now == last)
                continue;

            last = now;
            await response.WriteAsync($"data: {ProgressText.Percent(now)}|{ProgressText.Describe(now)}\n\n", request.Cancellation);
            await response.Body.FlushAsync(request.Cancellation);
        }

        await response.WriteAsync("event: rest\ndata: \n\n", request.Cancellation);
    }
}
