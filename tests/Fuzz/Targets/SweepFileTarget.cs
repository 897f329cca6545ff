using System.Text;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A sweep file.</summary>
internal sealed class SweepFileTarget() : FuzzTarget("sweep-file", 300), IDisposable
{
    private const string FileName = "fuzz.yaml";

    private readonly Commands commands = new();

    public override IReadOnlyList<byte[]> Corpus { get; } = Of([.. ShippedPresets.All.Select(preset => preset.Yaml), SweepFiles.Small]);

    public override IReadOnlyList<string> Words => field ??= [.. Vocabulary.OfSweeps, .. Vocabulary.In(Corpus)];

    public override async Task RunAsync(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        SpecificationResult result = SweepSpecification.Parse(text, FileName);
        Check(result, text);
        int expected = result.Specification is null ? ExitCode.Usage : ExitCode.Done;
        if (commands.IsDue)
            await commands.RunAsync(FileName, input, expected, "run", FileName, "--dry-run");
    }

    public void Dispose() => commands.Dispose();

    /// <summary>Requires errors for people, or a sweep that can be asked for everything.</summary>
    internal static void Check(SpecificationResult result, string text)
    {
        if (result.Specification is not { } sweep)
        {
            Require(result.Errors.Count > 0, "a refusal with a reason: there is none");
            foreach (SpecificationError error in result.Errors)
                RequireReadable(error.Format(FileName, text.Split('\n')));

            return;
        }

        Require(sweep.SpecificationHash.Length == 16, "an identity");
        SweepPlan plan = sweep.Plan;
        Require(plan.RunCount is > 0 and <= SweepSpecification.MaxRuns, "as many runs as allowed");
        foreach (long run in new[] { 0, plan.RunCount / 2, plan.RunCount - 1 })
        {
            Require(plan[run].Index == run, "the run that was asked for");
            Require(plan[run].Configuration.EffectiveValues.All(value => value.Value.Length > 0), "a run whose values are all known");
        }
    }
}
