namespace S2Grid.Support;

/// <summary>Programs that this machine has.</summary>
public static class InstalledProgram
{
    /// <summary>Where a program is: in a folder of PATH, or in <c>/usr/bin</c>; null if in none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':').Append("/usr/bin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Whether there is one.</summary>
    public static bool Exists(string program) => Find(program) is not null;
}
