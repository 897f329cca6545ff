using S2Grid.Mmu.Replay;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>A configuration and steps, printed as a line that <c>s2grid vm replay</c> reads.</summary>
public sealed record Script(VmConfiguration Configuration, IReadOnlyList<VmStep> Steps)
{
    public override string ToString() => ReplayWriter.Write(new ReplayCase(
        "property", Configuration, [.. Steps.Select(step => new ReplayStep(step, null))]));
}
