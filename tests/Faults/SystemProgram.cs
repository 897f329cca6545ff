using System.Diagnostics;

namespace S2Grid.Faults.Tests;

/// <summary>A program of the system that does something and ends.</summary>
internal static class SystemProgram
{
    /// <summary>Runs it to its end, which has to be a good one.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
