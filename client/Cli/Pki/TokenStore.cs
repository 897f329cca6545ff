namespace S2Grid.Cli.Pki;

/// <summary>The tokens file of a command.</summary>
/// <param name="path">Its absolute path.</param>
/// <param name="shown">Its path as the user wrote it.</param>
internal sealed class TokenStore(string path, string shown)
{
    private const string DefaultPath = "tokens.json";

    /// <summary>The path as the user wrote it.</summary>
    public string Shown => shown;

    /// <summary>The <c>--file</c> option.</summary>
    public static Option<string> Option()
        => CliOption.Text("--file", "FILE", "The tokens file, which every silo of the cluster has", DefaultPath);

    /// <summary>The file that <c>--file</c> names.</summary>
    public static TokenStore Of(CliEnvironment terminal, string file) => new(terminal.FullPath(file), file);

    /// <summary>Its tokens.</summary>
    /// <exception cref="UsageException">It is not there or is not what it should be.</exception>
    public IReadOnlyList<Token> Read() => Use(mayBeMissing: false, () => TokensFile.Read(path));

    /// <summary>Replaces its tokens; whoever else does meanwhile waits.</summary>
    /// <param name="mayBeMissing">Whether a file that is not there is one without tokens.</param>
    /// <param name="change">What becomes of them.</param>
    /// <exception cref="UsageException">It is not there or is not what it should be.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Change(bool mayBeMissing, Func<IReadOnlyList<Token>, IReadOnlyList<Token>> change) => Use(mayBeMissing, () =>
    {
        TokensFile.Change(path, change);
        return true;
    });

    private T Use<T>(bool mayBeMissing, Func<T> action)
    {
        if (!mayBeMissing && !File.Exists(path))
        {
            throw new UsageException(
                new UsageError($"no tokens file {shown}; 's2grid token create NAME --role ROLE' makes it", shown, "--file"));
        }

        try
        {
            return action();
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Unusable)
        {
            throw new UsageException(e.Message.TrimEnd('.'), e);
        }
    }
}
