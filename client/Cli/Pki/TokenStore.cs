using System.CommandLine;
using S2Grid.Common;
using S2Grid.Security.Tokens;

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
    public static Option<string> Option() => CliOption.Text("--file", "FILE", "The tokens file, which every silo of the cluster has", DefaultPath);

    /// <summary>The file that <c>--file</c> names.</summary>
    public static TokenStore Of(CliEnvironment terminal, string file) => new(terminal.FullPath(file), file);

    /// <summary>Its tokens.</summary>
    /// <param name="mayBeMissing">Whether a file that is not there is one without tokens.</param>
    /// <exception cref="UsageException">It is not there or is not what it should be.</exception>
    public IReadOnlyList<Token> Read(bool mayBeMissing)
    {
        if (!File.Exists(path))
        {
            return mayBeMissing
                ? []
                : throw new UsageException(new UsageError($"no tokens file {shown}; 's2grid token create NAME --role ROLE' makes it", shown, "--file"));
        }

        try
        {
            return TokensFile.Read(path);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Unusable)
        {
            throw new UsageException(e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Replaces its tokens.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(IReadOnlyList<Token> tokens)
    {
        try
        {
            TokensFile.Write(path, tokens);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Unusable)
        {
            throw new IOException(e.Message, e);
        }
    }
}
