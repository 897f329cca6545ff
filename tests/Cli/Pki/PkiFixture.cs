using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Pki;

/// <summary>Runs commands in a folder of their own on the day that the test says.</summary>
public sealed class PkiFixture : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-pki-");
    private readonly FixedClock clock = new();

    /// <summary>A file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Who may do what with a file in the folder.</summary>
    public UnixFileMode ModeOf(string name) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(PathOf(name));

    /// <summary>Lets days go by.</summary>
    public void Wait(int days) => clock.Now = clock.Now.AddDays(days);

    /// <summary>Runs a command line as a shell would cut it at blanks.</summary>
    public async Task<CliResult> RunAsync(string line)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = output,
            Error = error,
            In = TextReader.Null,
            CurrentDirectory = folder.FullName,
            Time = clock,
        };
        int exit =
            await Application.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment,
                TestContext.Current.CancellationToken);
        return new CliResult(exit, output.ToString(), error.ToString());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private sealed class FixedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
