using System.Diagnostics;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Completion;

public sealed class CompletionTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Theory]
    [InlineData("s2grid stra", "strategies")]
    [InlineData("s2grid vm rep", "replay")]
    [InlineData("s2grid vm --no-", "--no-fwb --no-tlbi-range")]
    [InlineData("s2grid vm --backing huge", "hugetlb-16g hugetlb-1g hugetlb-2m hugetlb-32m hugetlb-512m hugetlb-64k")]
    [InlineData("s2grid vm --format = js", "json")]
    [InlineData("s2grid vm --format =", "json table")]
    [InlineData("s2grid vm --strategy rfc --chunk wh", "whole")]
    [InlineData("s2grid completion f", "fish")]
    [InlineData("s2grid run rfc", "rfc-2026-05")]
    [InlineData("s2grid run chunks --set th", "thp-coverage=")]
    [InlineData("s2grid presets show v", "v1-2026-06 v2-2026-06")]
    [InlineData("s2grid sweeps re", "resume rename")]
    [InlineData("s2grid sweeps resume chunks --fa", "--failed")]
    [InlineData("s2grid results chunks -", "--where --group-by --format --width --all --output --measured --data --cluster --help")]
    [InlineData("s2grid vm --nothing-like-this", "")]
    public async Task BashScript_AfterTheseWords_OffersTheRest(string words, string expected)
    {
        string script = (await cli.RunAsync("completion bash")).Exits(ExitCode.Done).Out;

        Assert.Equal(expected, await CompleteInBashAsync(script, words));
    }

    [Fact]
    public async Task BashScript_WhereAFileFits_OffersFiles()
    {
        cli.Write("cases.jsonl", "");
        string script = (await cli.RunAsync("completion bash")).Exits(ExitCode.Done).Out;

        Assert.Equal("cases.jsonl", await CompleteInBashAsync(script, "s2grid vm replay cas"));
        Assert.Equal("cases.jsonl", await CompleteInBashAsync(script, "s2grid results chunks -o cas"));
        Assert.Equal("cases.jsonl", await CompleteInBashAsync(script, "s2grid run cas"));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Script_OfEachShell_KnowsEveryCommand(string shell)
    {
        string script = (await cli.RunAsync($"completion {shell}")).Exits(ExitCode.Done).Out;
        string help = (await cli.RunAsync("--help")).Out;

        IEnumerable<string> lines = help.Split('\n').SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0);
        string[] commands = [.. lines.Select(line => line.Trim().Split(' ')[0])];
        Assert.All(commands, command => Assert.Contains(command, script, StringComparison.Ordinal));
        Assert.NotEmpty(commands);
    }

    [Fact]
    public async Task Completion_OfAnUnknownShell_IsAUsageError()
    {
        CliResult result = await cli.RunAsync("completion fsh");

        Snapshot.Matches("error-unknown-shell", result.Exits(ExitCode.Usage).Error);
    }

    public void Dispose() => cli.Dispose();

    private async Task<string> CompleteInBashAsync(string script, string words)
    {
        string question = $"{script}\nCOMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_s2grid\necho \"${{COMPREPLY[*]}}\"\n";
        var start = new ProcessStartInfo("bash", ["--norc", "-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = cli.Folder,
        };
        using Process bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(question);
        bash.StandardInput.Close();
        string error = await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", error);
        return answer.Trim();
    }
}
