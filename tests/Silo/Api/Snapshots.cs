using System.Runtime.CompilerServices;

namespace S2Grid.Silo.Tests.Api;

/// <summary>Files of the project that tests hold to what is.</summary>
internal static class Snapshots
{
    /// <summary>The path of a file of the project.</summary>
    public static string PathOf(params string[] parts) =>
        Path.GetFullPath(Path.Combine([Path.GetDirectoryName(Here())!, "..", "..", "..", .. parts]));

    private static string Here([CallerFilePath] string path = "") => path;
}
