
using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Planning;

namespace S2Grid.Cli.Sweeps;

/// <summary>What <c>s2grid sweeps set</c> was asked to do.</summary>
/// <param name="Sweep">The sweep's name, its id or a beginning of it.</param>
/// <param name="Place">Which grid.</param>
/// <param name="Change">What the policy is to become.</param>
/// <param name="IsGiven">Whether anything is to change.</param>
public sealed record SetSettings(string Sweep, GridPlace Place, Func<SweepPolicy, SweepPolicy> Change, bool IsGiven) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (!IsGiven)
        {
            yield return new UsageError("nothing is to be set: give --weight, --priority, --parallel or --fail-fast");
        }
    }
}
