using System.Text.Json;
using System.Text.Json.Nodes;
using S2Grid.Agent.Commands;
using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Experiments.Models;
using S2Grid.Runs;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Agents;

/// <summary>Agents from the command line, against a real silo; the agent plays back recordings.</summary>
public sealed class AgentCommandTests(RemoteCluster cluster) : IClassFixture<RemoteCluster>, IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task RunVerifyCounts_KernelThatCountsAsTheSimulator_EndsWithDoneAndATable()
    {
        cli.Write("equal.yaml", Recordings.Sweep("equal"));
        cli.Write("recording.json", Recordings.Make("baseline"));

        Task<CliResult> replay = ReplayAsync("like", 2);
        CliResult run = await RemoteAsync("run equal.yaml --verify-counts");
        await replay;
        CliResult results = await RemoteAsync("results equal --measured --format json");
        CliResult agents = await RemoteAsync("agents list");

        Snapshot.Matches("measured-equal", run.Exits(ExitCode.Done).Out);
        Assert.Contains("counts equal the simulator's", run.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(results.Exits(ExitCode.Done).Out);
        Assert.Equal(0, json.RootElement.GetProperty("differences").GetInt32());
        Assert.Equal("replayed", json.RootElement.GetProperty("configurations")[0].GetProperty("provenance").GetString());
        Assert.DoesNotContain("like", agents.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunVerifyCounts_KernelWithAnotherWalker_EndsWithFailedAndNamesTheStrategy()
    {
        cli.Write("unlike.yaml", Recordings.Sweep("unlike"));
        cli.Write("recording.json", Recordings.Make("rfc"));

        Task<CliResult> replay = ReplayAsync("unlike", 2);
        CliResult run = await RemoteAsync("run unlike.yaml --verify-counts");
        await replay;

        run.Exits(ExitCode.Failed);
        Assert.Contains("Differs: enable thp 2M, enable, stage2_split_walker: measured 4, simulated 2,052 (-2,048).", run.Out,
            StringComparison.Ordinal);
        Assert.Contains("(without a label) counts as the simulator does with strategy rfc", run.Out, StringComparison.Ordinal);
        Assert.Contains("counts differ from the simulator's", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_RunsThatNoAgentCanDo_AreNamedWithTheReason()
    {
        cli.Write("cannot.yaml", "backend: kvm\naxes: {memory: [8M, 16M], backing: 4k, chunk: 2M, strategy: [baseline]}\nrepeats: 2\n");

        CliResult result = await RemoteAsync("run cannot.yaml --dry-run");
        CliResult json = await RemoteAsync("run cannot.yaml --dry-run --format json");

        Assert.Contains("agents   none for runs 0 to 3: waits", result.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        using var read = JsonDocument.Parse(json.Exits(ExitCode.Done).Out);
        Assert.Equal("0 to 3", read.RootElement.GetProperty("no_agent")[0].GetProperty("runs").GetString());
    }

    [Fact]
    public async Task Run_WithACostModel_SaysWhoseTimesAreHeldAgainstNone()
    {
        cli.Write("held.yaml", Recordings.Sweep("held") + "cost-models: arm64-priors\n");
        cli.Write("recording.json", Recordings.Make("baseline"));
        Task<CliResult> replay = ReplayAsync("emulated", 2);
        string said = "";
        await Poll.UntilAsync(
            async () => (said = (await RemoteAsync("agents check emulated")).Out).Contains("online          ok", StringComparison.Ordinal),
            () => said);

        CliResult checkedThen = await RemoteAsync("agents check emulated");
        CliResult run = await RemoteAsync("run held.yaml");
        await replay;

        Assert.Contains("Cost models are of hardware, so emulated times are held against none.", checkedThen.Exits(ExitCode.Done).Out,
            StringComparison.Ordinal);
        Assert.Matches(
            "No prediction for what .*\\bemulated\\b.* will measure: Cost models are of hardware, so emulated times are held against "
            + "none[.]", run.Exits(ExitCode.Done).Error);
        Assert.DoesNotContain("predicted", run.Out.Replace("nothing here is predicted", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAModelCalibratedOnAnotherMachine_NamesWhatDiffers()
    {
        cli.Write("mine.yaml", CostModelWriter.Write(CostModels.Find("arm64-priors")! with
        {
            Name = "mine",
            CalibratedOn = new CalibratedOn("altra1", "6.12.107 #1 SMP", Provenance.Replayed),
        }));
        cli.Write("expired.yaml", Recordings.Sweep("expired") + "cost-models: ./mine.yaml\n");
        cli.Write("recording.json", Recordings.Make("baseline"));
        Task<CliResult> replay = ReplayAsync("unknown", 2);
        string said = "";
        await Poll.UntilAsync(
            async () => (said = (await RemoteAsync("agents check unknown")).Out).Contains("online          ok", StringComparison.Ordinal),
            () => said);

        CliResult run = await RemoteAsync("run expired.yaml");
        await replay;

        Assert.Contains(
            "No prediction for what unknown will measure: mine was calibrated on another machine and has expired: agent recorded on lab1 "
            + "(emulated) instead of altra1. Calibrate it anew with 's2grid calibrate'.", run.Exits(ExitCode.Done).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_RunThatTheRecordingHasNot_IsRefusedAndTheSweepSaysWhy()
    {
        cli.Write("other.yaml", Recordings.Sweep("other"));
        cli.Write("recording.json", Recordings.Make("baseline"));
        CliResult started = await RemoteAsync("run other.yaml --set memory=16M --detach");

        Task<CliResult> replay = ReplayAsync("short", null);
        string said = "";
        await Poll.UntilAsync(
            async () =>
                (said = (await RemoteAsync("sweeps show other")).Out).Contains("the recording has no such run", StringComparison.Ordinal),
                () => said);
        CliResult cancelled = await RemoteAsync("sweeps cancel other");
        CliResult retired = await RemoteAsync("agents retire short");
        CliResult ended = await replay;

        started.Exits(ExitCode.Done);
        cancelled.Exits(ExitCode.Done);
        retired.Exits(ExitCode.Done);
        Assert.Contains("is retired", ended.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_DrainResumeShowCheckRevoke_TellWhatTheyHaveDone()
    {
        cli.Write("recording.json", Recordings.Make("baseline"));
        Task<CliResult> replay = ReplayAsync("worker", null);
        string said = "";
        await Poll.UntilAsync(
            async () => (said = (await RemoteAsync("agents list")).Out).Contains("worker", StringComparison.Ordinal), () => said);

        CliResult drained = await RemoteAsync("agents drain worker --reason maintenance");
        CliResult checkedThen = await RemoteAsync("agents check worker");
        CliResult resumed = await RemoteAsync("agents resume worker");
        CliResult checkedNow = await RemoteAsync("agents check worker");
        CliResult shown = await RemoteAsync("agents show worker");
        CliResult unknown = await RemoteAsync("agents show wroker");
        CliResult revoked = await RemoteAsync("agents revoke worker");
        await replay;

        Assert.Contains("worker is in maintenance", drained.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("maintenance: maintenance", checkedThen.Exits(ExitCode.Failed).Out, StringComparison.Ordinal);
        Assert.Contains("worker is active", resumed.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("chunks of 2M", checkedNow.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("replayed: played back; recorded as emulated on lab1", shown.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("There is no agent 'wroker'. Did you mean 'worker'?", unknown.Exits(ExitCode.Usage).Error,
            StringComparison.Ordinal);
        Assert.Contains("is revoked", revoked.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_RecordingOfTheEmulatedArm64Machine_GivesWhatWasRecordedAndEqualsTheSimulator()
    {
        using JsonDocument recorded = JsonDocument.Parse(RecordedLab());
        int runs = recorded.RootElement.GetArrayLength();

        Task<CliResult> replay = ReplayAsync("lab", runs, "arm64-lab");
        CliResult run = await RemoteAsync("run kvm-smoke --verify-counts");
        (await replay).Exits(ExitCode.Done);
        CliResult results = await RemoteAsync("results kvm-smoke --format json");
        CliResult missing = await ReplayAsync("lab", null, "arm46-lab");

        run.Exits(ExitCode.Done);
        Assert.Contains("counts equal the simulator's", run.Error, StringComparison.Ordinal);
        using JsonDocument played = JsonDocument.Parse(results.Exits(ExitCode.Done).Out);
        Assert.Equal(24, runs);
        JsonElement again = played.RootElement.GetProperty("runs");
        Assert.Equal(runs, again.GetArrayLength());
        foreach ((JsonElement was, JsonElement got) in recorded.RootElement.EnumerateArray().Zip(again.EnumerateArray()))
        {
            Assert.Equal("emulated", was.GetProperty("provenance").GetString());
            Assert.Equal("replayed", got.GetProperty("provenance").GetString());
            Assert.Equal(Measured(was, was), Measured(got, was));
        }

        Assert.Contains(
            "'arm46-lab' is neither a file nor the recording that comes with s2grid-agent, arm64-lab.",
            missing.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenCreate_PrintsTheTokenAloneOnStandardOutput()
    {
        CliResult token = await RemoteAsync("agents token create --labels rack=7,owner=alice --expires 30m");
        CliResult wrong = await RemoteAsync("agents token create --labels rack,owner=a,owner=b --expires soon");

        Assert.Matches("^s2r_[A-Za-z0-9_-]{43}\n$", token.Exits(ExitCode.Done).Out.ReplaceLineEndings("\n"));
        Assert.Contains(
            $"with the token as input: s2grid-agent register --silo {cluster.Agents.GetLeftPart(UriPartial.Authority)} --token-file -\n",
            token.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("--labels: 'owner' is given more than once", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("--labels: 'rack' is not written NAME=VALUE", wrong.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("--expires: 'soon' is not a time of at most 30d, such as 90s, 5m, 1h or 7d", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeasuredSweep_WithoutACluster_SaysWhatToStart()
    {
        CliResult run = await cli.RunAsync("run kvm-smoke");
        CliResult list = await cli.RunAsync("agents list");
        CliResult verify = await cli.RunAsync("run rfc-2026-05 --verify-counts");

        Assert.Contains("start one with 's2grid-silo'", run.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("start a silo ('s2grid-silo')", list.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("--verify-counts needs a sweep that machines measure", verify.Exits(ExitCode.Usage).Error,
            StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    /// <summary>The same with the fields of objects in one order.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Everything of a run that a recording has but who did it, when, and how long that took. The recording that is shipped is of
    /// the version before types were types; it took what splits nothing for a strategy, which made another identity.</summary>
    private static string[] Measured(JsonElement run, JsonElement recorded)
    {
        using JsonDocument surroundings = JsonDocument.Parse(Text("surroundings"));
        bool isRelabelled = recorded.GetProperty("strategy").GetString() == "lazy";
        return
        [
            .. recorded.EnumerateObject().Select(column => column.Name)
                .Where(name => name is not ("provenance" or "agent" or "wall_seconds" or "surroundings" or "samples"))
                .Where(name => !isRelabelled || name is not ("identity" or "strategy"))
                .Select(name => $"{name}: {Text(name)}"),
            Sorted(JsonNode.Parse(Text("samples")))!.ToJsonString(),
            surroundings.RootElement.GetProperty("before").GetRawText(),
            surroundings.RootElement.GetProperty("after").GetRawText(),
        ];

        string Text(string name) => run.GetProperty(name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()! : run.GetProperty(name).GetRawText();
    }

    private static string RecordedLab()
    {
        using var text = new StreamReader(typeof(AgentProgram).Assembly.GetManifestResourceStream("S2Grid.Agent.Replay.arm64-lab.json")!);
        return text.ReadToEnd();
    }

    private Task<CliResult> RemoteAsync(string line) => cli.RunAsync($"{line} --cluster {cluster.Address}");

    private Task<CliResult> ReplayAsync(string name, int? runs, string recording = "recording.json") => Task.Run(
        () => ReplayAgent.RunAsync(cli, recording, cluster.Address, cluster.Agents, name, runs), TestContext.Current.CancellationToken);
}
