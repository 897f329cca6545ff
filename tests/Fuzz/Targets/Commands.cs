using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>Commands of <c>s2grid</c> in this process, in a folder of their own; what they say is held to what is documented.</summary>
internal sealed class Commands : IDisposable
{
    private const int Interval = 32;

    private static readonly int[] Documented = [ExitCode.Done, ExitCode.Failed, ExitCode.Usage];

    private readonly CliHarness cli = new() { MemoryBudget = 64 << 20, Clock = new SkippingClock() };
    private int asked;

    /// <summary>Whether an input that its reader has had is to go through the whole command as well: one in a few is.</summary>
    public bool IsDue => asked++ % Interval == 0;

    /// <summary>Runs a command on a file.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="expected">The exit code; null for any that is documented.</param>
    /// <param name="words">The command line.</param>
    public async Task RunAsync(string file, byte[] content, int? expected, params string[] words)
    {
        await File.WriteAllBytesAsync(Path.Combine(cli.Folder, file), content);
        await RunAsync(expected, words);
    }

    /// <summary>Runs a command.</summary>
    public async Task RunAsync(int? expected, params string[] words)
    {
        CliResult result = await cli.RunAsync(words);
        string shown = $"{string.Join(' ', words)}\nexit {result.ExitCode}\n{result.Error}";
        if (result.Error.Contains("this is a bug in s2grid", StringComparison.Ordinal))
            throw new BrokenPromiseException($"a bug in s2grid at {Place(result.Error)}: {shown}");
        if (!Documented.Contains(result.ExitCode) || result.ExitCode != (expected ?? result.ExitCode))
            throw new BrokenPromiseException($"an exit code of {expected}: {shown}");
        if (result.ExitCode == ExitCode.Usage && result.Error.Length == 0)
            throw new BrokenPromiseException($"a reason: {shown}");
        if (result.Error.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            throw new BrokenPromiseException($"an error that leaves the terminal alone: {shown}");
    }

    /// <inheritdoc/>
    public void Dispose() => cli.Dispose();

    private static string Place(string error) =>
        error.Split('\n').FirstOrDefault(line => line.Contains(" at S2Grid", StringComparison.Ordinal))?.Replace(':', ' ').Trim() ?? "";
}
