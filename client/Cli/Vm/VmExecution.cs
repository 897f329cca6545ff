using S2Grid.Cli.Clusters;
using S2Grid.Grains.Vms;
using S2Grid.Views.Grids;
using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary>Runs the steps of <c>s2grid vm</c> in a session: in this process, or in a grain of a cluster.</summary>
/// <param name="configuration">The VM.</param>
/// <param name="steps">What to do to it.</param>
/// <param name="withHash">Whether to hash the mapping after each step.</param>
/// <param name="withMap">Whether the tree after the last step is wanted.</param>
internal sealed class VmExecution(VmConfiguration configuration, IReadOnlyList<VmStep> steps, bool withHash, bool withMap)
{
    private readonly List<ReplayStep> done = [];

    public VmConfiguration Configuration => configuration;

    /// <summary>The steps, with what they counted.</summary>
    public IReadOnlyList<ReplayStep> Steps => done;

    /// <summary>The tree after the last step; null if it is not wanted.</summary>
    public IReadOnlyList<MapRun>? Map { get; private set; }

    /// <summary>Runs the steps in this process.</summary>
    /// <exception cref="UsageException">A step cannot be done.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var session = new VmSession(configuration);
        await RunAsync(step => Task.FromResult(session.Run(step, withHash)), () => Task.FromResult(session.Map()), cancellation);
    }

    /// <summary>Runs the steps in a cluster. If it is lost meanwhile, they are run again in a session of their own.</summary>
    /// <exception cref="UsageException">A step cannot be done.</exception>
    /// <exception cref="RefusedException">The silo has no room for the session.</exception>
    public Task RunAsync(GridSession cluster, CancellationToken cancellation) => cluster.TellAsync(
        async grains =>
        {
            done.Clear();
            IVmGrain session = grains.NewVmSession();
            await session.Open(ReplayWriter.Write(new ReplayCase("", configuration, [])));
            try
            {
                await RunAsync(
                    async step => (await session.Step(step.ToString(), withHash) ?? throw Ended()).ToCounters(), () => MapAsync(session),
                    cancellation);
            }
            finally
            {
                await session.Close();
            }
        },
        cancellation);

    private async Task RunAsync(Func<VmStep, Task<StepCounters>> run, Func<Task<IReadOnlyList<MapRun>>> map, CancellationToken cancellation)
    {
        foreach (VmStep step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                done.Add(new ReplayStep(step, await run(step)));
            }
            catch (RefusedException e) when (e.Kind != RefusalKind.Unusable)
            {
                string message = Invariant($"--steps, step {done.Count + 1}: {e.Message.TrimEnd('.')}");
                throw new UsageException(new UsageError(message, step.ToString(), "--steps"));
            }
        }

        Map = withMap ? await map() : null;
    }

    private static async Task<IReadOnlyList<MapRun>> MapAsync(IVmGrain session)
    {
        List<MapRun> map = [];
        IReadOnlyList<VmMapLine> page;
        do
        {
            page = await session.Map(map.Count) ?? throw Ended();
            map.AddRange(page.Select(line => line.ToMapRun()));
        }
        while (page.Count == IVmGrain.MapPage);
        return map;
    }

    private static ClusterLostException Ended() => new("the session of the VM has ended: its silo has stopped");
}
