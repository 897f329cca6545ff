using System.Diagnostics;

namespace S2Grid.Support;

/// <summary>Node.js and its package manager, for what is made and checked with them.</summary>
public static class NodeProgram
{
    /// <summary>Why nothing can be run, for those who skip their tests then; null if it can.</summary>
    public static string? WhyNot => InstalledProgram.Find("node") is null || InstalledProgram.Find("npm") is null
        ? "Node.js is not installed; there is no node or npm (apt-get install nodejs npm)."
        : null;

    /// <summary>Runs <c>node</c> or <c>npm</c> to its end.</summary>
    /// <param name="program">Which.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>Its exit code and what it has written.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, string folder,
        CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(InstalledProgram.Find(program) ?? throw new InvalidOperationException(WhyNot), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
