namespace S2Grid.Grains;

/// <summary>Which silos are alive. A grid that is no cluster has one silo, this one, whatever its slots call it.</summary>
internal sealed class Membership(IClusterMembershipService members, GridSettings settings)
{
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
        if (!settings.IsCluster)
            return true;
        var address = SiloAddress.FromParsableString(silo);
        return StatusOf(address) switch
        {
            SiloStatus.Dead => false,
            SiloStatus.None => !await TryRefreshAsync() || StatusOf(address) is not (SiloStatus.Dead or SiloStatus.None),
            _ => true,
        };
    }

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
