namespace S2Grid.Grains;

/// <summary>Which silos are alive, as far as this one knows.</summary>
internal sealed class Membership(ISiloStatusOracle silos)
{
    /// <summary>Whether a silo may still be doing what it has leased. A silo that nobody has heard of is not.</summary>
    /// <param name="silo">Its address as <see cref="SiloAddress.ToParsableString"/> writes it.</param>
    public bool IsAlive(string silo) =>
        silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(silo)) is not (SiloStatus.Dead or SiloStatus.None);
}
