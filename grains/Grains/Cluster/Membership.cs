using System.Net.Sockets;

namespace S2Grid.Grains.Cluster;

/// <summary>Which silos are alive. A grid that is no cluster has one silo, this one, whatever its slots call it.</summary>
internal sealed class Membership(IClusterMembershipService members, GridSettings settings)
{
    /// <summary>How long a connection may take; a machine that does not answer at all has ended, too.</summary>
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// For so long a process that answers in the place of a dead silo may also be its successor, which starts and has not joined yet.
    /// </summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, long> answering = new(StringComparer.Ordinal);

    /// <summary>The silos that take part, by their addresses, in order.</summary>
    public IEnumerable<string> Active => members.CurrentSnapshot.Members.Values
        .Where(member => member.Status == SiloStatus.Active)
        .Select(member => member.SiloAddress.ToParsableString())
        .Order(StringComparer.Ordinal);

    /// <summary>
    /// Whether a silo may still be doing what it has leased. One that this silo has not heard of may have joined a moment ago, so the
    /// membership is read before it is taken for dead; where it cannot be read, nobody is.
    /// </summary>
    /// <param name="silo">Its address as <see cref="SiloAddress.ToParsableString"/> writes it.</param>
    public async ValueTask<bool> IsAliveAsync(string silo)
    {
        if (!settings.Policy.HasManySilos)
            return true;
        var address = SiloAddress.FromParsableString(silo);
        return StatusOf(address) switch
        {
            SiloStatus.Dead => false,
            SiloStatus.None => !await TryRefreshAsync() || StatusOf(address) is not (SiloStatus.Dead or SiloStatus.None),
            _ => true,
        };
    }

    /// <summary>
    /// What has become of a silo. One that is declared dead need not be: it did not answer for some seconds. Its process has ended if a
    /// successor has joined in its place or if nothing accepts connections there.
    /// </summary>
    /// <param name="silo">Its address as <see cref="SiloAddress.ToParsableString"/> writes it.</param>
    public async ValueTask<SiloDisposition> DispositionAsync(string silo)
    {
        if (await IsAliveAsync(silo))
            return SiloDisposition.Alive;
        var address = SiloAddress.FromParsableString(silo);
        if (HasSuccessor(address) || !await AnswersAsync(address))
        {
            answering.Remove(silo);
            return SiloDisposition.Ended;
        }

        answering.TryAdd(silo, settings.Clock.GetTimestamp());
        return settings.Clock.GetElapsedTime(answering[silo]) < StartTime ? SiloDisposition.Unknown : SiloDisposition.Evicted;
    }

    private static async Task<bool> AnswersAsync(SiloAddress silo)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(ConnectTime);
        try
        {
            await socket.ConnectAsync(silo.Endpoint, patience.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private bool HasSuccessor(SiloAddress silo) => members.CurrentSnapshot.Members.Keys.Any(
        other => other.Endpoint.Equals(silo.Endpoint) && other.Generation > silo.Generation);

    private SiloStatus StatusOf(SiloAddress silo) => members.CurrentSnapshot.GetSiloStatus(silo);

    private async Task<bool> TryRefreshAsync()
    {
        try
        {
            await members.Refresh();
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }
}
