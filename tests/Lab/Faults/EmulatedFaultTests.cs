using System.Globalization;

namespace S2Grid.Lab.Tests.Faults;

/// <summary>An emulated host whose clock is wrong and whose disk is full.</summary>
public sealed class EmulatedFaultTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Agent_ClockAnHourOffAndDiskFull_DeliversItsRun(int hours)
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        string token = await grid.TokenAsync();
        string commands = string.Create(CultureInfo.InvariantCulture, $"""
            mkdir /state; mount -t tmpfs -o size=64k none /state
            s2grid-agent register --silo {grid.EmulatedAddress} --ca /ca.crt --token {token} --name off --state /state || exit 3
            dd if=/dev/zero of=/state/ballast bs=1k 2>/dev/null
            exec s2grid-agent run --max-runs 1 --state /state
            """);
        DateTime clock = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(hours);
        await grid.SweepAsync("skewed", "{memory: 8M, backing: thp, scenario: clear, chunk: 2M}", repeats: 1, iterations: 1);

        (int code, string said) = await LabScripts.RunAsync(
            "boot", "--agent", await StaticAgent.FileAsync(), "--file", $"{grid.Authority}=/ca.crt", "--clock",
            clock.ToString("s", CultureInfo.InvariantCulture),
            "--timeout", "840", "--", "sh", "-c", commands);

        Assert.True(code == 0, said);
        Assert.Contains("It is kept in memory until it is delivered", said, StringComparison.Ordinal);
        Assert.Contains("is reported: succeeded", said, StringComparison.Ordinal);
        Assert.Equal([(0, "succeeded", "off")], await grid.UntilDoneAsync("skewed"));
    }
}
