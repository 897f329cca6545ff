using System.Diagnostics;
using System.Reflection;

namespace S2Grid.Deploy.Tests;

/// <summary>Runs programs of this machine, to their end.</summary>
internal static class Programs
{
    /// <summary>The agent's program.</summary>
    public static string Agent { get; } = Path.GetFullPath(
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "AgentPath").Value!);

    /// <summary>What a program says on either stream, and its exit code.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    /// <summary>What a program says that must succeed.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message has all that it said.</exception>
    public static async Task<string> MustRunAsync(string program, params IEnumerable<string> arguments)
    {
        (int code, string said) = await RunAsync(program, arguments);
        return code == 0 ? said : throw new InvalidOperationException($"{program} ended with {code}:\n{said}");
    }
}
