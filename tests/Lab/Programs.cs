using S2Grid.Support;

namespace S2Grid.Lab.Tests;

/// <summary>What these tests start.</summary>
internal static class Programs
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A sentence about the programs that are not installed, with their packages; null if all are.</summary>
    public static string? Missing(IEnumerable<(string Program, string Package)> needed)
    {
        string[] packages = [.. needed.Where(one => !InstalledProgram.Exists(one.Program)).Select(one => one.Package)];
        return packages.Length == 0 ? null
            : $"Programs that this needs are missing (apt-get install --no-install-recommends {string.Join(' ', packages)}).";
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "S2Grid.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests are not run from within the repository.");
    }
}
