using System.Text;
using System.Text.Json.Nodes;
using S2Grid.Agent;
using S2Grid.Agent.Replay;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using S2Grid.Protocol;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A recording that an agent plays back, with the reports in it.</summary>
internal sealed class RecordingTarget() : FuzzTarget("recording", 300)
{
    private const string FileName = "fuzz.json";

    private static readonly Experiment[] Experiments = [.. Asked()];

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(Rows());

    public override IReadOnlyList<string> Words => field ??= [.. Vocabulary.In(Corpus)];

    public override async Task RunAsync(byte[] input)
    {
        Recording recording;
        try
        {
            recording = Recording.Read(FileName, Encoding.UTF8.GetString(input));
        }
        catch (AgentException e)
        {
            Require(e.Message.Length > 0, "a refusal with a reason: there is none");
            return;
        }

        Require(recording.Description.Length > 0, "what it is, in a sentence");
        foreach (Experiment experiment in Experiments)
        {
            RunReport report = await recording.RunAsync(experiment, recording.Describe(), _ => { }, CancellationToken.None);
            Require(report.Outcome != RunOutcome.Unspecified, "an outcome");
        }
    }

    /// <summary>What a silo asks for: the preset's configurations, each also with its counts.</summary>
    private static IEnumerable<Experiment> Asked()
    {
        SweepPlan plan = SweepSpecification.Parse(ShippedPresets.Find("kvm-smoke")!.Yaml, "kvm-smoke.yaml").Specification!.Plan;
        for (int run = 0; run < (int)plan.RunCount; run++)
        {
            Experiment experiment = ExperimentSettings.Of(plan[run].Configuration);
            experiment.VerifyCounts = run % 2 == 0;
            yield return experiment;
        }
    }

    /// <summary>The recording that comes with the agent, a run or two at a time.</summary>
    private static IEnumerable<string> Rows()
    {
        string name = $"{typeof(Recording).Namespace}.{Recording.BuiltIn}.json";
        using var text = new StreamReader(typeof(Recording).Assembly.GetManifestResourceStream(name)!);
        IEnumerable<string> rows = JsonNode.Parse(text.ReadToEnd())!.AsArray().Select(row => row!.ToJsonString());
        return [.. rows.Chunk(2).Select(few => $"[{string.Join(',', few)}]")];
    }
}
