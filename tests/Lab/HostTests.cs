using S2Grid.Lab.Tests.Faults;

namespace S2Grid.Lab.Tests;

/// <summary>What the agent says on hosts that lack something.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Bench_KernelWithoutCapability228_RefusesAChunkAndSaysWhy()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");

        (int code, string said) = await LabScripts.RunAsync(
            "boot", "--kernel", "6.1", "--agent", await StaticAgent.FileAsync(), "--", "sh", "-c",
            "s2grid-agent check; s2grid-agent bench --memory 8M --backing thp --chunk 2M");

        Assert.True(code == 1, said);
        Assert.Contains("none: this kernel has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE", said, StringComparison.Ordinal);
        Assert.Matches(@"refused: needs chunk 2M: this kernel \(6\.1\.\S+\) has no KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE \(Linux 6\.5\)",
            said);
    }

    [Fact]
    public async Task Bench_KernelWithoutCapability228_MeasuresWithoutAChunk()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");

        (int code, string said) = await LabScripts.RunAsync(
            "boot", "--kernel", "6.1", "--agent", await StaticAgent.FileAsync(), "--", "s2grid-agent", "bench", "--memory", "8M",
            "--backing", "thp", "--chunk", "0", "--json");

        Assert.True(code == 0, said);
        Assert.Contains("\"outcome\": \"succeeded\"", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_VirtualizationOff_SaysWhatIsMissingAndWhatToDo()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");

        (int code, string said) = await LabScripts.RunAsync(
            "boot", "--virtualization", "off", "--agent", await StaticAgent.FileAsync(), "--", "s2grid-agent", "check");

        Assert.True(code == 1, said);
        Assert.Contains("NOT USABLE: /dev/kvm is not there", said, StringComparison.Ordinal);
        Assert.Contains("virtualization=on", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grid_OnlyAKernelWithoutCapability228_SaysWhatARunNeedsAndDoesTheOthers()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        string token = await grid.TokenAsync();
        string commands =
            $"s2grid-agent register --silo {grid.EmulatedAddress} --ca /ca.crt --token {token} --name old && exec s2grid-agent run";
        await using LabProcess host = LabScripts.Start(
            "boot", "--kernel", "6.1", "--agent", await StaticAgent.FileAsync(), "--file", $"{grid.Authority}=/ca.crt", "--timeout", "840",
            "--", "sh", "-c", commands);
        await grid.SweepAsync("mixed", "{memory: 8M, backing: thp, scenario: enable, chunk: [0, 2M]}", repeats: 1, iterations: 1);

        await host.UntilSaidAsync("Run 0 of sweep mixed");
        await host.UntilSaidAsync("is reported: succeeded");
        await using LabProcess watch = grid.Start("sweeps", "watch", "mixed");

        await watch.UntilSaidAsync(
            "needs chunk 2M: no agent with KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE (old: its kernel cannot split eagerly)");
        Assert.DoesNotContain("Run 1 of sweep mixed", host.Said, StringComparison.Ordinal);
    }
}
