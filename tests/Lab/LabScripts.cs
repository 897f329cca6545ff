namespace S2Grid.Lab.Tests;

/// <summary>The scripts of <c>deploy/arm64-lab</c>, run as a person runs them.</summary>
internal static class LabScripts
{
    /// <summary>The programs that <c>boot</c> starts, and where Debian has them.</summary>
    public static IReadOnlyList<(string Program, string Package)> Needed { get; } =
        [("qemu-system-aarch64", "qemu-system-arm"), ("cpio", "cpio"), ("xz", "xz-utils"), ("setpriv", "util-linux")];

    /// <summary>Why nothing can be booted here; null if it can.</summary>
    public static string? WhyNot { get; } = Programs.Missing(Needed);

    /// <summary>Starts a script without waiting for its end.</summary>
    public static LabProcess Start(string script, params IEnumerable<string> arguments) =>
        LabProcess.Start(Path.Combine(Programs.Root, "deploy", "arm64-lab", script), arguments);

    /// <summary>The same with environment variables.</summary>
    public static LabProcess Start(string script, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        LabProcess.Start(Path.Combine(Programs.Root, "deploy", "arm64-lab", script), arguments, environment);

    /// <summary>Runs a script to its end.</summary>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string script, params IEnumerable<string> arguments)
    {
        await using LabProcess process = Start(script, arguments);
        int code = await process.EndAsync();
        return (code, process.Said);
    }
}
