using S2Grid.Support;

namespace S2Grid.Lab.Tests;

/// <summary>The emulated host itself: what runs in it, how it ends, and that nothing is left of it.</summary>
public sealed class BootTests
{
    [Fact]
    public async Task Boot_Command_IsRunAsGivenAndItsExitCodeComesBack()
    {
        Assert.SkipWhen(LabScripts.WhyNot is not null, LabScripts.WhyNot ?? "");
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "from here", TestContext.Current.CancellationToken);
        try
        {
            (int code, string said) = await LabScripts.RunAsync(
                "boot", "--file", $"{file}=/there/file", "--clock", "2031-05-06T07:08:09", "--", "sh", "-c",
                "cat /there/file; date -u; echo \"<$0>\"; exit 7", "it's $HOME");

            Assert.True(code == 7, said);
            Assert.Contains("/dev/kvm", said, StringComparison.Ordinal);
            Assert.Contains("from here", said, StringComparison.Ordinal);
            Assert.Contains("May  6 07:0", said, StringComparison.Ordinal);
            Assert.Contains("<it's $HOME>", said, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Boot_CommandWithoutEnd_IsEndedAndThatIsSaid()
    {
        Assert.SkipWhen(LabScripts.WhyNot is not null, LabScripts.WhyNot ?? "");

        (int code, string said) = await LabScripts.RunAsync("boot", "--timeout", "2", "--", "sleep", "100000");

        Assert.True(code == 124, said);
        Assert.Contains("the emulated host was not done after 2 s", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_Usr1_InterruptsTheCommandThere()
    {
        Assert.SkipWhen(LabScripts.WhyNot is not null, LabScripts.WhyNot ?? "");
        await using LabProcess boot =
            LabScripts.Start("boot", "--", "sh", "-c", "trap 'exit 9' INT; echo It is up; while true; do sleep 1; done");
        await boot.UntilSaidAsync("It is up");

        // It may come before the sleep that it should interrupt has begun: the shell then sees it after that second.
        boot.Signal(ProcessSignals.User1);

        int code = await boot.EndAsync();
        Assert.True(code == 9, boot.Said);
    }

    [Theory]
    [InlineData(ProcessSignals.Terminate)]
    [InlineData(ProcessSignals.Kill)]
    public async Task Boot_ScriptEnded_EndsTheEmulator(int signal)
    {
        Assert.SkipWhen(LabScripts.WhyNot is not null, LabScripts.WhyNot ?? "");
        using var scratch = new ScratchFolder();
        await using LabProcess boot = LabScripts.Start("boot", scratch.Variables, "--", "sh", "-c", "echo It is up; sleep 100000");
        await boot.UntilSaidAsync("It is up");
        IReadOnlyList<int> processes = boot.Descendants();
        Assert.NotEmpty(processes);

        boot.Signal(signal);

        await boot.EndAsync();
        await boot.UntilAsync("leaves no process", () => !processes.Any(ProcessSignals.Exists));
    }

    [Theory]
    [InlineData("boot", "--virtualisation", "there is no option '--virtualisation'; see --help")]
    [InlineData("boot", "--kernel=6.12", "there is no option '--kernel=6.12'; see --help")]
    [InlineData("fetch", "--kernl", "there is no option '--kernl'; see --help")]
    public async Task Scripts_UnknownOption_SayWhichAndWhereHelpIs(string script, string option, string expected)
    {
        (int code, string said) = await LabScripts.RunAsync(script, option);

        Assert.Equal(2, code);
        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_UnknownKernel_SaysWhichThereAre()
    {
        (int code, string said) = await LabScripts.RunAsync("boot", "--kernel", "5.10");

        Assert.Equal(2, code);
        Assert.Contains("there is no kernel '5.10', but 6.12 and 6.1 and backports; see --help", said, StringComparison.Ordinal);
    }
}
