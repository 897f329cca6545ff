using S2Grid.Cli.CommandLine;
using S2Grid.Mmu;

namespace S2Grid.Cli.Vm;

/// <summary>What <c>s2grid vm</c> was asked to do.</summary>
/// <param name="Configuration">The VM.</param>
/// <param name="Steps">What to do to it.</param>
/// <param name="Json">Whether to print JSON rather than tables.</param>
/// <param name="Map">Whether to show the table tree after the last step.</param>
internal sealed record VmSettings(VmConfiguration Configuration, IReadOnlyList<VmStep> Steps, bool Json, bool Map) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        foreach (string sentence in Configuration.Errors())
        {
            yield return new UsageError("--" + sentence.Replace("ia_bits", "ia-bits", StringComparison.Ordinal).TrimEnd('.'));
        }

        if (Map && Steps is [.., { Kind: VmStepKind.Destroy }])
        {
            yield return new UsageError("--map: no tree is left to draw after 'destroy'", "--map");
        }
    }
}
