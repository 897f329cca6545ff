namespace S2Grid.Security.Tokens;

/// <summary>
/// The tokens that a cluster knows now: those of a file, which is read again within a second of its change. While the file cannot be
/// read, the tokens are those that it last had. Safe for use by several threads.
/// </summary>
public sealed partial class TokenCache
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string file;
    private readonly TimeProvider clock;
    private readonly ILogger<TokenCache> logger;
    private readonly Lock mutex = new();
    private IReadOnlyList<Token> tokens;
    private DateTime stamp;
    private DateTimeOffset looked;

    /// <summary>Reads the tokens.</summary>
    /// <param name="file">The tokens file.</param>
    /// <param name="clock">The clock for when tokens expire and for when the file is looked at.</param>
    /// <param name="logger">Where to say that the file has changed or cannot be read any more.</param>
    /// <exception cref="RefusedException">The file cannot be read or is not what it should be.</exception>
    public TokenCache(string file, TimeProvider clock, ILogger<TokenCache> logger)
    {
        this.file = file;
        this.clock = clock;
        this.logger = logger;
        stamp = File.GetLastWriteTimeUtc(file);
        looked = clock.GetUtcNow();
        tokens = TokensFile.Read(file);
    }

    /// <summary>What is known of a token; null if nothing is. It takes as long whichever token it is.</summary>
    /// <exception cref="UnauthorizedAccessException">The token has expired.</exception>
    public Token? Find(string secret)
    {
        byte[] hash = Convert.FromHexString(TokensFile.Hash(secret));
        Token? found = null;
        foreach (Token token in Current())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(token.Sha256)))
                found = token;
        }

        return found is { Expires: { } end } && end <= clock.GetUtcNow()
            ? throw new UnauthorizedAccessException($"The token '{found.Name}' has expired on {end.ToUniversalTime():u}.")
            : found;
    }

    private IReadOnlyList<Token> Current()
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (mutex)
        {
            if (now - looked < Interval)
                return tokens;
            looked = now;
            DateTime written = File.GetLastWriteTimeUtc(file);
            if (written == stamp)
                return tokens;
            stamp = written;
            try
            {
                tokens = TokensFile.Read(file);
                LogRead(file, tokens.Count);
            }
            catch (RefusedException e) when (e.Kind == RefusalKind.Unusable)
            {
                LogFault(e.Message);
            }

            return tokens;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The tokens file {File} has changed; it has {Count} tokens now.")]
    private partial void LogRead(string file, int count);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The tokens stay as they were, because the file has changed and cannot be used: {Reason}")]
    private partial void LogFault(string reason);
}
