using S2Grid.Agent.Commands;
using S2Grid.Agent.Tests.Harness;
using S2Grid.Terminal;

namespace S2Grid.Agent.Tests.Commands;

/// <summary>What the program says about itself, and to a command line that makes no sense.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("help")]
    [InlineData("help-register", "register")]
    [InlineData("help-run", "run")]
    [InlineData("help-replay", "replay")]
    [InlineData("help-check", "check")]
    [InlineData("help-bench", "bench")]
    public async Task Help_OfACommand_IsAsItWas(string snapshot, params string[] command)
    {
        (int exitCode, string output) = await RunAsync([.. command, "--help"]);

        Assert.Equal(0, exitCode);
        string expected = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Snapshots", $"{snapshot}.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(expected, output);
    }

    [Theory]
    [InlineData("--backing: 'thb' is not one of 4k, thp, hugetlb-2m, hugetlb-1g, shmem", "bench", "--backing", "thb")]
    [InlineData("--memory: '64Q' is not valid; allowed: a size such as 64M", "bench", "--memory", "64Q")]
    [InlineData("--dirty: 'some' is not valid; allowed: all, 'random 0.1 seed 7'", "bench", "--dirty", "some")]
    [InlineData("--label: 'rack' is not written NAME=VALUE", "run", "--label", "rack")]
    [InlineData("--max-runs: '0' is not a whole number from 1", "run", "--max-runs", "0")]
    [InlineData("Did you mean 'run'?", "ran")]
    public async Task Run_WrongArguments_SaysWhichAndEndsWith2(string expected, params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ThisMachine_SaysWhatItCan()
    {
        ThisMachine.RequireKvm();
        (int exitCode, string output) = await RunAsync("check");

        Assert.Equal(0, exitCode);
        Assert.Contains("provenance", output, StringComparison.Ordinal);
        Assert.Contains("usable:", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        int exitCode = await AgentProgram.RunAsync(arguments, new CliEnvironment { Out = output, Error = output, In = TextReader.Null });
        return (exitCode, output.ToString());
    }
}
