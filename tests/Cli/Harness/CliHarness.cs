using S2Grid.Cli.Terminal;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>Runs the whole application in this process, with captured streams and a data directory of its own.</summary>
public sealed class CliHarness : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-cli-");

    /// <summary>A directory that is deleted after the test; the current directory of commands.</summary>
    public string Folder => folder.FullName;

    /// <summary>Environment variables that commands see.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Whether commands believe that standard error is a terminal.</summary>
    public bool Terminal { get; set; }

    /// <summary>What commands read from standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>Runs a command line as a shell would cut it at blanks.</summary>
    public Task<CliResult> RunAsync(string line) => RunAsync(line, TestContext.Current.CancellationToken);

    /// <summary>Runs a command line that <paramref name="interrupt"/> interrupts.</summary>
    public async Task<CliResult> RunAsync(string line, CancellationToken interrupt, TextWriter? watcher = null)
    {
        var output = new StringWriter();
        TextWriter error = watcher ?? new StringWriter();
        var environment = new CliEnvironment
        {
            Out = output,
            Error = error,
            In = new StringReader(Input),
            ErrorIsTerminal = Terminal,
            CurrentDirectory = Folder,
            Variable = name => Variables.GetValueOrDefault(name),
        };
        Variables["S2GRID_DATA"] = Path.Combine(Folder, "data");
        int exit = await Application.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment, interrupt);
        return new CliResult(exit, output.ToString(), error.ToString()!);
    }

    /// <summary>Writes a file into <see cref="Folder"/>.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
