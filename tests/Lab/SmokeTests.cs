using System.Text.Json;
using System.Text.RegularExpressions;
using S2Grid.Support;

namespace S2Grid.Lab.Tests;

/// <summary>The whole way, by one command: silo, registration, runs in the emulated host, report, drain, comparison.</summary>
public sealed partial class SmokeTests
{
    private const int Configurations = 24;

    /// <summary>Figures seen on an arm64 kernel before there was this test: tables that came with the enable ioctl or the first
    /// CLEAR.</summary>
    private static readonly Dictionary<(string Backing, string Chunk), long> SeenTables = new()
    {
        [("4k", "0")] = 0,
        [("4k", "2M")] = 0,
        [("4k", "1G")] = 0,
        [("thp", "0")] = 0,
        [("thp", "2M")] = 32,
        [("thp", "1G")] = 32,
        [("hugetlb-2m", "0")] = 0,
        [("hugetlb-2m", "2M")] = 32,
        [("hugetlb-2m", "1G")] = 32,
        [("hugetlb-1g", "0")] = 0,
        [("hugetlb-1g", "2M")] = 513,
        [("hugetlb-1g", "1G")] = 513,
    };

    [Fact]
    public async Task Smoke_EmulatedHost_EveryCountEqualsTheSimulatorsAndNothingIsLeft()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        using var scratch = new ScratchFolder();
        string file = Path.Combine(AppContext.BaseDirectory, "smoke.json");
        await using LabProcess smoke = LabScripts.Start(
            "smoke", scratch.Variables, "--json", file, "--agent", await StaticAgent.FileAsync(), "--programs", BuiltPrograms.Folder());

        int code = await smoke.EndAsync();

        Assert.True(code == 0, smoke.Said);
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "smoke.txt"), smoke.Output,
            TestContext.Current.CancellationToken);
        Match calibrated = HeldOut().Match(smoke.Output);
        Assert.True(calibrated.Success, smoke.Output);
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "calibrated.txt"), calibrated.Groups["inside"].Value + "\n",
            TestContext.Current.CancellationToken);
        Assert.True(scratch.IsEmpty, "smoke has left files.");
        Assert.Empty(scratch.Processes());
        using JsonDocument results = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(0, results.RootElement.GetProperty("differences").GetInt32());
        JsonElement[] rows = [.. results.RootElement.GetProperty("configurations").EnumerateArray()];
        Assert.Equal(Configurations, rows.Length);
        Assert.All(rows, row =>
        {
            Assert.Equal("emulated", row.GetProperty("provenance").GetString());
            Assert.Equal("arm64-lab", row.GetProperty("agent").GetString());
            Assert.Equal(0, row.GetProperty("failed").GetInt32());
            Assert.True(row.GetProperty("comparable").GetBoolean());
            string step = row.GetProperty("scenario").GetString() == "enable" ? "enable" : "clear-1";
            long tables = SeenTables[(row.GetProperty("backing").GetString()!, row.GetProperty("chunk").GetString()!)];
            Assert.Equal((tables, tables), Count(row, step, "table pages"));
            Assert.NotEqual(0, Count(row, "get-1", "dirty pages").Measured);
            Assert.All(row.GetProperty("counts").EnumerateArray(), count =>
                Assert.Equal(count.GetProperty("simulated").GetInt64(), count.GetProperty("measured").GetInt64()));
        });
    }

    [Fact]
    public async Task Smoke_Terminated_LeavesNoProcess()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        using var scratch = new ScratchFolder();
        await using LabProcess smoke = LabScripts.Start(
            "smoke", scratch.Variables, "--agent", await StaticAgent.FileAsync(), "--programs", BuiltPrograms.Folder());
        await smoke.UntilSaidAsync("eager split");

        smoke.Signal(ProcessSignals.Terminate);

        Assert.Equal(143, await smoke.EndAsync());
        await smoke.UntilAsync("leaves no process", () => scratch.Processes().Count == 0);
        Assert.True(scratch.IsEmpty, "smoke has left files.");
    }

    /// <summary>Costs fitted to half of the configurations predict the others, as what they are: emulated times.</summary>
    [GeneratedRegex(@"agent arm64-lab, kernel [^\n]*, provenance emulated, fitted to \d+ timed ioctls of 12 configurations of kvm-smoke; "
        + @"19 ioctls were held out\n(.|\n)*?\nHeld out(.|\n)*?\n(?<inside>\d+ of \d+ lie inside[^\n]*)\n")]
    private static partial Regex HeldOut();

    private static (long Measured, long Simulated) Count(JsonElement row, string step, string what)
    {
        JsonElement count = row.GetProperty("counts").EnumerateArray()
            .Single(one => one.GetProperty("step").GetString() == step && one.GetProperty("what").GetString() == what);
        return (count.GetProperty("measured").GetInt64(), count.GetProperty("simulated").GetInt64());
    }
}
