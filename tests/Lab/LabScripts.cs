namespace S2Grid.Lab.Tests;

/// <summary>The scripts of <c>deploy/arm64-lab</c>, run as a person runs them.</summary>
internal static class LabScripts
{
    private static readonly (string Program, string Package)[] Needed =
    [
        ("qemu-system-aarch64", "qemu-system-arm"), ("cpio", "cpio"), ("xz", "xz-utils"), ("setpriv", "util-linux"),
    ];

    /// <summary>Why nothing can be booted here; null if it can.</summary>
    public static string? WhyNot { get; } = FindWhyNot();

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Starts a script without waiting for its end.</summary>
    public static LabProcess Start(string script, params IEnumerable<string> arguments) =>
        LabProcess.Start(Path.Combine(Root, "deploy", "arm64-lab", script), arguments);

    /// <summary>Runs a script to its end.</summary>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string script, params IEnumerable<string> arguments)
    {
        await using LabProcess process = Start(script, arguments);
        int code = await process.EndAsync();
        return (code, process.Said);
    }

    private static string? FindWhyNot()
    {
        string[] folders = [.. Environment.GetEnvironmentVariable("PATH")!.Split(':')];
        string[] missing = [.. Needed.Where(one => !folders.Any(folder => File.Exists(Path.Combine(folder, one.Program)))).Select(one => one.Package)];
        return missing.Length == 0 ? null
            : $"Programs that the arm64 lab needs are missing (apt-get install --no-install-recommends {string.Join(' ', missing)}).";
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "S2Grid.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests are not run from within the repository.");
    }
}
