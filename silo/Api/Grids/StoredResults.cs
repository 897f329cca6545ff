using S2Grid.Grains;
using S2Grid.Views.Grids;
using S2Grid.Views.Reading;

namespace S2Grid.Api.Grids;

/// <summary>
/// The results of sweeps, kept open for a while: to open them is to look at every byte of theirs. A sweep that runs is read as it stood at
/// most some seconds ago.
/// </summary>
public sealed class StoredResults : IDisposable
{
    private const int MostOpen = 8;

    /// <summary>How long results of a sweep that runs are read before newer ones are looked for.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, OpenSweep> open = new(StringComparer.Ordinal);
    private readonly Lock mutex = new();
    private readonly GridSession session;
    private readonly TimeProvider clock;
    private readonly string folder = Directory.CreateTempSubdirectory("s2grid-exports-").FullName;

    /// <summary>Creates it.</summary>
    /// <param name="session">The grid.</param>
    /// <param name="settings">Has the clock.</param>
    public StoredResults(GridSession session, GridSettings settings) => (this.session, clock) = (session, settings.Clock);

    /// <summary>Reads the results of a sweep, when it is one's turn.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="read">Reads them, on a thread of its own.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public Task<T> ReadAsync<T>(SweepStatus sweep, Func<StoredSweep, Task<T>> read, CancellationToken cancellation) =>
        ReadAsync([sweep], sweeps => read(sweeps[0]), cancellation);

    /// <summary>Reads the results of several sweeps, each when it is one's turn, always in the same order.</summary>
    public async Task<T> ReadAsync<T>(
        IReadOnlyList<SweepStatus> sweeps, Func<IReadOnlyList<StoredSweep>, Task<T>> read, CancellationToken cancellation)
    {
        var opened = new Dictionary<string, StoredSweep>(StringComparer.Ordinal);
        SweepStatus[] order = [.. sweeps.OrderBy(sweep => sweep.Id, StringComparer.Ordinal)];
        return await NextAsync(0);

        async Task<T> NextAsync(int index)
        {
            if (index == order.Length)
                return await read([.. sweeps.Select(sweep => opened[sweep.Id])]);

            OpenSweep one = Enter(order[index]);
            try
            {
                return await one.ReadAsync(
                    () => OpenAsync(order[index], cancellation),
                    stored =>
                    {
                        opened[order[index].Id] = stored with { Status = order[index] };
                        return NextAsync(index + 1);
                    },
                    cancellation);
            }
            finally
            {
                Leave(one);
            }
        }
    }

    /// <summary>A name for a file that is written and sent; to be deleted by who asks.</summary>
    public string NewFile() => Path.Combine(folder, Guid.NewGuid().ToString("N"));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (mutex)
        {
            foreach (OpenSweep one in open.Values)
                one.Drop();

            open.Clear();
        }

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private async Task<StoredSweep> OpenAsync(SweepStatus sweep, CancellationToken cancellation)
    {
        StoredSweep stored = await StoredSweep.OpenAsync(session, sweep, cancellation);
        stored.Runs.Confine(folder);
        return stored;
    }

    private OpenSweep Enter(SweepStatus sweep)
    {
        long now = clock.GetTimestamp();
        string version = FormattableString.Invariant(
            $"{sweep.Segments}/{sweep.StoredBytes}/{sweep.Progress.DoneRuns}/{sweep.Progress.FailedRuns}/{sweep.StartedAt:O}");
        lock (mutex)
        {
            foreach ((string id, OpenSweep other) in open.Where(other => clock.GetElapsedTime(other.Value.UsedAt, now) > Idle).ToArray())
                Remove(id, other);

            if (open.TryGetValue(sweep.Id, out OpenSweep? known) && known.Version != version
                && (sweep.Progress.State.IsAtRest() || clock.GetElapsedTime(known.OpenedAt, now) > Age))
            {
                Remove(sweep.Id, known);
                known = null;
            }

            if (known is null)
            {
                if (open.Count >= MostOpen && open.MinBy(other => other.Value.UsedAt) is { Key: { } oldest } least)
                    Remove(oldest, least.Value);

                open[sweep.Id] = known = new OpenSweep { Version = version, OpenedAt = now };
            }

            known.UsedAt = now;
            known.Enter();
            return known;
        }
    }

    private void Leave(OpenSweep one)
    {
        lock (mutex)
            one.Leave();
    }

    private void Remove(string id, OpenSweep one)
    {
        open.Remove(id);
        one.Drop();
    }
}
