using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;
using S2Grid.Runs;

namespace S2Grid.Cli.Reports.Content;

/// <summary>A configuration's predicted time by phases.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Phases">What each phase takes, in the breakdown's unit.</param>
/// <param name="Total">What they take together.</param>
internal sealed record CostBreakdownRow(RunConfiguration Configuration, IReadOnlyDictionary<CostPhase, Interval> Phases, Interval Total);
