namespace S2Grid.Security.Certificates;

/// <summary>A certificate or key cannot be read, made or used; the message tells a person which and why.</summary>
public sealed class CertificateException : Exception
{
    /// <summary>Creates the exception with a message for people.</summary>
    public CertificateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for people and its cause.</summary>
    public CertificateException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public CertificateException()
        : this("A certificate cannot be used.")
    {
    }
}
