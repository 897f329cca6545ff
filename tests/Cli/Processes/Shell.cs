using System.Diagnostics;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Processes;

/// <summary>Runs real processes as a shell starts them: with what it does to their streams, folder and variables.</summary>
internal static class Shell
{
    /// <summary>Runs a script of bash in which <c>s2grid</c> is the program under test, in the folder of the tests.</summary>
    public static Task<CliResult> RunAsync(CliHarness cli, string script) =>
        StartAsync(cli, ["bash", "-c", "s2grid() { \"$S2GRID\" \"$@\"; }\n" + script]);

    /// <summary>The same with mounts of its own, which end with it; skips the test where nobody may have such.</summary>
    public static async Task<CliResult> RunMountedAsync(CliHarness cli, string script)
    {
        string[] apart = ["unshare", "--map-root-user", "--mount"];
        Assert.SkipWhen((await StartAsync(cli, [.. apart, "true"])).ExitCode != 0, "This machine allows no namespaces.");
        return await StartAsync(cli, [.. apart, "bash", "-c", "s2grid() { \"$S2GRID\" \"$@\"; }\n" + script]);
    }

    private static async Task<CliResult> StartAsync(CliHarness cli, string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = cli.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["S2GRID"] = BuiltPrograms.S2Grid;
        start.Environment["S2GRID_DATA"] = cli.Data;
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(cli.Folder, "config");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, error);
    }
}
