using S2Grid.Api.Requests;
using S2Grid.Views.Grids;
using S2Grid.Views.Sweeps;

namespace S2Grid.Api.Sweeps;

/// <summary>A sweep's progress as server-sent events: one at once, one for each change, <c>end</c> with the last.</summary>
internal static class ProgressEvents
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ticks without a change after which a line of nothing shows that the connection is there.</summary>
    private const int QuietTicks = 15;

    /// <summary>Writes events until the sweep comes to rest or nobody listens.</summary>
    public static async Task WriteAsync(HttpContext context, GridSession session, SweepStatus sweep, CancellationToken cancellation)
    {
        context.Response.ContentType = Addresses.EventStream;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        string last = "";
        int quiet = 0;
        await foreach (SweepProgress progress in session.WatchAsync(sweep.Id, Interval, cancellation))
        {
            bool isEnd = progress.State.IsAtRest();
            string data = JsonOutput.Line(JsonOutput.Merged(SweepJson.Of(progress)));
            if (data != last || isEnd)
                await context.Response.WriteAsync($"event: {(isEnd ? "end" : "progress")}\ndata: {data}\n\n", cancellation);
            else if (++quiet % QuietTicks == 0)
                await context.Response.WriteAsync(": quiet\n\n", cancellation);

            last = data;
            await context.Response.Body.FlushAsync(cancellation);
        }
    }
}
