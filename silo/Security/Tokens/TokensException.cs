namespace S2Grid.Security.Tokens;

/// <summary>A tokens file cannot be read or is not what it should be; the message tells a person what and where.</summary>
public sealed class TokensException : Exception
{
    /// <summary>Creates the exception with a message for people.</summary>
    public TokensException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for people and its cause.</summary>
    public TokensException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public TokensException()
        : this("The tokens file cannot be used.")
    {
    }
}
