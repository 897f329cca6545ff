namespace S2Grid.Support;

/// <summary>
/// The programs under test, where they were built. Beside tests that bring ASP.NET Core's framework s2grid does not find its own libraries,
/// since they are not copied there.
/// </summary>
public static class BuiltPrograms
{
    /// <summary>The program s2grid.</summary>
    public static string S2Grid { get; } = Path.GetFullPath(Path.Combine(Root, "client", "Cli", "bin", Configuration, Framework, "s2grid"));

    /// <summary>A folder beside the tests in which s2grid and s2grid-silo are to be found together.</summary>
    public static string Folder()
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "programs"));
        foreach (string program in (string[])[S2Grid, Path.Combine(AppContext.BaseDirectory, "s2grid-silo")])
        {
            string link = Path.Combine(folder.FullName, Path.GetFileName(program));
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, program);
        }

        return folder.FullName;
    }

    // The tests are in tests/ROOM/bin/CONFIGURATION/FRAMEWORK.
    private static string Root => Path.Combine(Output.FullName, "..", "..", "..", "..", "..");

    private static string Configuration => Output.Parent!.Name;

    private static string Framework => Output.Name;

    private static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd('/'));
}
