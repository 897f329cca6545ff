using System.Text.Json;
using S2Grid.Cli.Tests.Agents;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Times;

/// <summary>Costs that are fitted to what machines have measured. One sweep is real: kvm-smoke on the emulated arm64 machine.</summary>
public sealed class CalibrateTests(MeasuredLab lab) : IClassFixture<MeasuredLab>, IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task Calibrate_HalfOfTheConfigurations_PredictsTheOthersAndSaysHowManyLieInside()
    {
        CliResult result = await LabAsync("calibrate", "kvm-smoke", "--hold-out", "run % 2 = 1");

        Snapshot.Matches("calibrate-held-out", result.Exits(ExitCode.Done).Out);
        Assert.Matches(@"Held out(.|\n)*\n1\d of 19 lie inside", result.Out);
    }

    [Fact]
    public async Task Calibrate_IntoAFile_WritesAModelThatCommandsReadAndAnotherMachineExpires()
    {
        CliResult result = await LabAsync("calibrate", "kvm-smoke", "--where", "memory = '64M'", "-o", "lab.yaml");
        CliResult shown = await cli.RunAsync("models", "show", "./lab.yaml");
        cli.Write("measured.yaml", "name: m\nbackend: kvm\naxes: {memory: 64M, chunk: 2M}\ncost-models: ./lab.yaml\n");
        CliResult dry = await cli.RunAsync("run", "measured.yaml", "--dry-run");

        Assert.Equal("Written: lab.yaml; 's2grid models show lab.yaml' shows it.\n", result.Exits(ExitCode.Done).Error);
        Assert.Contains("lab: calibrated, fitted to 27 timed ioctls of 18 configurations of kvm-smoke", shown.Exits(ExitCode.Done).Out,
            StringComparison.Ordinal);
        Assert.Contains("Calibrated on agent recorded on arm64-lab (emulated), kernel 6.12.117", shown.Out, StringComparison.Ordinal);
        Assert.Contains("provenance replayed; it expires when any of that changes.", shown.Out, StringComparison.Ordinal);
        Assert.Contains("Enabling the log changes the memslot, too:", shown.Out, StringComparison.Ordinal);
        Assert.Contains("lab is compared with agent recorded on arm64-lab (emulated), kernel 6.12.117", dry.Exits(ExitCode.Done).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_AsJson_HasTheKeyAndNoDigitsWhereNothingIsTold()
    {
        CliResult result = await LabAsync("calibrate", "kvm-smoke", "--where", "memory = '64M'", "--format", "json");

        using JsonDocument document = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        JsonElement root = document.RootElement;
        Assert.Equal("replayed", root.GetProperty("provenance").GetString());
        Assert.StartsWith("recorded on arm64-lab", root.GetProperty("agent").GetString(), StringComparison.Ordinal);
        JsonElement within = root.GetProperty("costs").EnumerateArray().Single(cost => cost.GetProperty("told").GetString() == "within");
        Assert.Equal(JsonValueKind.Null, within.GetProperty("mid").ValueKind);
        Assert.Contains("hugetlb-1g", root.GetProperty("tell_apart").GetString(), StringComparison.Ordinal);
        Assert.Equal(27, root.GetProperty("leave_one_out").GetArrayLength());
    }

    [Fact]
    public async Task Calibrate_SweepThatTellsApart_IsOneThatRunReads()
    {
        string output = (await LabAsync("calibrate", "kvm-smoke", "--where", "memory = '64M'")).Exits(ExitCode.Done).Out;
        cli.Write("tell.yaml", output[output.IndexOf("name: tell-apart", StringComparison.Ordinal)..]);

        CliResult dry = await cli.RunAsync("run", "tell.yaml", "--dry-run");

        Assert.Contains("tell-apart", dry.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_WhatCannotBeOne_IsRefusedWithTheReason()
    {
        string other = Recordings.Sweep("other");
        await lab.PlayAsync(other, Recordings.Make("baseline"), runs: 2);
        string two = Recordings.Sweep("two").Replace("warm-ups: 0", "warm-ups: 0, vcpus: 2", StringComparison.Ordinal);
        await lab.PlayAsync(two, Recordings.Make(two, "baseline", label: ""), runs: 2);
        cli.Write("simulated.yaml", "name: simulated\naxes: {memory: 64M}\n");
        (await LabAsync("run", "simulated.yaml", "--quiet")).Exits(ExitCode.Done);

        CliResult[] refused =
        [
            await LabAsync("calibrate", "simulated"),
            await LabAsync("calibrate", "kvm-smoke", "other"),
            await LabAsync("calibrate", "kvm-smoke", "kvm-smoke"),
            await LabAsync("calibrate", "two"),
            await LabAsync("calibrate", "kvm-smoke", "--where", "run = 5"),
            await LabAsync("calibrate", "kvm-smoke", "--where", "run < 4"),
            await LabAsync("calibrate", "kvm-smoke", "--hold-out", "backin = '4k'"),
            await LabAsync("calibrate", "kvm-smoke", "--hold-out", "run = 99"),
            await LabAsync("calibrate", "kvm-smoke", "-o", "lab.txt"),
        ];

        Assert.All(refused, one => Assert.Empty(one.Exits(ExitCode.Usage).Out));
        Snapshot.Matches("calibrate-refused", string.Join('\n', refused.Select(one => one.Error)));
        Assert.False(File.Exists(Path.Combine(cli.Folder, "lab.txt")));
    }

    public void Dispose() => cli.Dispose();

    private Task<CliResult> LabAsync(params string[] words)
    {
        cli.Variables["S2GRID_CLUSTER"] = lab.Address;
        return cli.RunAsync(words);
    }
}
