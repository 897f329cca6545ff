using S2Grid.Api.Answers;
using S2Grid.Api.Requests;
using S2Grid.Views.Grids;
using S2Grid.Views.Plans;
using S2Grid.Views.Sweeps;

namespace S2Grid.Api.Sweeps;

/// <summary>Sweeps: started, listed, shown, stopped and changed.</summary>
/// <param name="session">The grid.</param>
internal sealed class SweepAddresses(GridSession session)
{
    private const string Yaml = "application/yaml";
    private const string One = $"/sweeps/{{{Named.Sweep}}}";

    /// <summary>Maps them.</summary>
    public void Map(Addresses api)
    {
        MapOrders(api);
        MapLists(api);
        MapChanges(api);
    }

    private void MapOrders(Addresses api)
    {
        var check = new OrderQuery("validate");
        api.Map(
            HttpMethods.Post, "/validate",
            new Address("Check a sweep file: all that is wrong is told at once", Role.Viewer, check.Options, Yaml, [Answer.Json]),
            async (context, parse, _) =>
            {
                SweepOrder order = await check.ReadAsync(context, parse);
                SweepSpecification read = order.Specification;
                await Answer.MergedAsync(
                    context, new { order.Name, Runs = read.Plan.RunCount, Identity = read.SpecificationHash, order.Warnings });
            });

        Option<Format> format = FormatOption.Of(Format.Json, Format.Table);
        var dry = new OrderQuery("dry-run", format);
        api.Map(
            HttpMethods.Post, "/dry-run",
            new Address("Show what a sweep would run; nothing is executed", Role.Viewer, dry.Options, Yaml, [Answer.Json, "text/plain"]),
            async (context, parse, cancellation) =>
            {
                SweepOrder order = await dry.ReadAsync(context, parse);
                IReadOnlyList<AgentStatus>? agents = order.Specification.Backend == Backend.Kvm
                    ? await session.AskAsync(grains => grains.Agents.List(), cancellation) : null;
                Format chosen = parse.GetValue(format);
                await Answer.TextAsync(
                    context, text => DryRun.Write(new Page(text, chosen), order.Specification, order.Name, agents),
                    chosen == Format.Json ? Answer.Json : "text/plain");
            });

        var start = new OrderQuery("sweeps");
        api.Map(
            HttpMethods.Post, "/sweeps",
            new Address("Start a sweep, or continue the one of its name", Role.Operator, start.Options, Yaml, [Answer.Json])
            {
                Again = "The sweep of that name goes on: no run is done twice.",
            },
            async (context, parse, _) =>
            {
                SweepOrder order = await start.ReadAsync(context, parse);

                // To the end, also where nobody waits for the answer: a sweep is started or it is not.
                SweepStart begun = await session.AskAsync(order.StartAsync, CancellationToken.None);
                context.Response.Headers.Location = $"{Addresses.Root}/sweeps/{begun.Status.Id}";
                bool isNew = begun.Outcome == StartOutcome.Created;
                await Answer.JsonAsync(
                    context, JsonOutput.Merged(new { begun.Outcome, order.Warnings }, SweepJson.Of(begun.Status)),
                    isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            });
    }

    private void MapLists(Addresses api)
    {
        Option<int> limit = Paging.Limit();
        Option<string?> cursor = Paging.Cursor();
        api.Get(
            "/sweeps", "List all sweeps, the newest first",
            async (context, parse, cancellation) =>
            {
                IReadOnlyList<SweepStatus> all = await session.AskAsync(grains => grains.Directory.List(), cancellation);
                (IReadOnlyList<SweepStatus> page, string? next) = SweepPages.Of(all, parse.GetValue(cursor), parse.GetValue(limit));
                await Answer.JsonAsync(context, new { Sweeps = page.Select(SweepJson.Of), Next = next });
            },
            new QueryOptions("sweeps", [limit, cursor]));
        api.Get(One, "Show a sweep's state and its specification", async (context, _, cancellation) =>
        {
            SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
            SweepRequest request = await session.AskAsync(grains => grains.Sweep(sweep.Id).GetRequest(), cancellation);
            await Answer.MergedAsync(context, SweepJson.Of(sweep), SweepJson.Of(request), new { Policy = PolicyOf(sweep.Policy) });
        });
        api.Get(
            $"{One}/events", "Follow a sweep by server-sent events until it comes to rest",
            async (context, _, cancellation) =>
            {
                SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
                await ProgressEvents.WriteAsync(context, session, sweep, cancellation);
            },
            answers: Addresses.EventStream);
        api.Get($"{One}/runs/{{run}}/why", "Explain why a run was or was not reused", async (context, _, cancellation) =>
        {
            SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
            string text = (string)context.Request.RouteValues["run"]!;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long run))
            {
                throw new UsageException(new UsageError(
                    $"'{PrintableText.Sanitize(text)}' is not a valid run number; runs are numbered from 0", text, "run"));
            }

            await Answer.MergedAsync(
                context, SweepJson.Of(await session.AskAsync(grains => grains.Sweep(sweep.Id).Explain(run), cancellation)));
        });
    }

    private void MapChanges(Addresses api)
    {
        Option<bool> failed = CliOption.Flag("--failed", "Also run again what failed");
        Change(api, HttpMethods.Post, $"{One}/pause", "Pause a sweep once the batches in flight are finished", null,
            (sweep, _) => session.TellAsync(grains => grains.Sweep(sweep.Id).Pause(), CancellationToken.None));
        Change(api, HttpMethods.Post, $"{One}/cancel", "Stop a sweep once the batches in flight are finished", null,
            (sweep, _) => session.TellAsync(grains => grains.Sweep(sweep.Id).Cancel(), CancellationToken.None));
        Change(api, HttpMethods.Post, $"{One}/resume", "Run what is missing from a sweep", new QueryOptions("resume", [failed]),
            (sweep, parse) => session.AskAsync(
                grains => grains.Sweep(sweep.Id).Resume(parse.GetValue(failed) ? ResumeScope.Failed : ResumeScope.Missing),
                CancellationToken.None));
        var policy = new PolicyOptions();
        Change(api, HttpMethods.Put, $"{One}/policy", "Change how a sweep shares the grid, even while it runs",
            new QueryOptions("policy", [.. policy.All]),
            (sweep, parse) => session.TellAsync(
                grains => grains.Sweep(sweep.Id).SetPolicy(policy.Read(parse, sweep.Policy)), CancellationToken.None));
        api.Map(
            HttpMethods.Delete, One,
            new Address("Delete a sweep that is not running, with its results", Role.Operator, null, null, []),
            async (context, _, cancellation) =>
            {
                SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
                await session.TellAsync(grains => grains.Directory.Delete(sweep.Id), CancellationToken.None);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            });
    }

    /// <summary>Maps a change of a sweep, which answers with how the sweep stands then.</summary>
    private void Change(
        Addresses api, string method, string path, string summary, QueryOptions? query, Func<SweepStatus, ParseResult, Task> change) =>
        api.Map(method, path, new Address(summary, Role.Operator, query, null, [Answer.Json])
        {
            Again = HttpMethods.IsPost(method) ? "A sweep that is so already stays so." : null,
        }, async (context, parse, cancellation) =>
        {
            SweepStatus sweep = await session.SweepOfAsync(context, cancellation);
            await change(sweep, parse);
            SweepStatus now = await session.AskAsync(grains => grains.Sweep(sweep.Id).GetStatus(), cancellation);
            await Answer.MergedAsync(context, SweepJson.Of(now), new { Policy = PolicyOf(now.Policy) });
        });

    private static object PolicyOf(SweepPolicy policy) =>
        new { policy.Weight, policy.Priority, Parallel = policy.Parallelism, policy.FailFast };
}
