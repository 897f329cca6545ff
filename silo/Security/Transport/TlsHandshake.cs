using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Orleans.Connections.Security;

namespace S2Grid.Security.Transport;

/// <summary>One connection's TLS handshake, and why it failed if it did.</summary>
internal sealed class TlsHandshake
{
    /// <summary>The host name that clients ask for; the cluster id and kind in the certificate are what counts.</summary>
    private const string TargetHost = "s2grid";

    private readonly Func<X509Certificate2?, string?> refuse;

    /// <summary>Prepares a handshake.</summary>
    /// <param name="own">The certificate to show.</param>
    /// <param name="refuse">Why a peer with a certificate, or with none, is refused; null if it is accepted.</param>
    public TlsHandshake(X509Certificate2 own, Func<X509Certificate2?, string?> refuse)
    {
        this.refuse = refuse;
        Options = new TlsOptions
        {
            LocalCertificate = own,
            LocalClientCertificateSelector = (_, _, _, _, _) => own,

            // One that shows none gets through the handshake and no further; so the log can say what it lacked.
            RemoteCertificateMode = RemoteCertificateMode.AllowCertificate,
            RemoteCertificateValidation = (shown, _, _) => (Refusal = refuse(shown)) is null,
            HandshakeTimeout = Timeout.InfiniteTimeSpan,
            OnAuthenticateAsClient = (_, options) =>
            {
                options.TargetHost = TargetHost;
                ((SslClientAuthenticationOptions)options.SslClientAuthenticationOptions).AllowTlsResume = false;
            },
            OnAuthenticateAsServer = (_, options) =>
                ((SslServerAuthenticationOptions)options.SslServerAuthenticationOptions).AllowTlsResume = false,
        };
    }

    /// <summary>How the library is to speak TLS.</summary>
    public TlsOptions Options { get; }

    /// <summary>Why the peer's certificate was refused; null if it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What ended the handshake; null if nothing did or nobody said.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Shakes hands, and passes the connection on if the peer is accepted.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> RunAsync(ConnectionContext context, Action<IConnectionBuilder> useTls, ConnectionDelegate next)
    {
        bool isAccepted = false;
        var connection = new ConnectionBuilder(new FaultRecorder(fault => Fault = fault));
        useTls(connection);
        connection.Run(secured =>
        {
            Refusal = refuse(secured.Features.Get<ITlsConnectionFeature>()?.RemoteCertificate);
            isAccepted = Refusal is null;
            return isAccepted ? next(secured) : Task.CompletedTask;
        });
        await connection.Build()(context);
        return isAccepted;
    }

    /// <summary>The library tells its log what went wrong, and nobody else.</summary>
    private sealed class FaultRecorder(Action<Exception> record) : IServiceProvider, ILoggerFactory, ILogger
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? this : null;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
                record(exception);
        }

        public void Dispose()
        {
        }
    }
}
