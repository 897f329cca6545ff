namespace S2Grid.Server.Configuration;

/// <summary>What a silo's addresses, certificates and tokens must be to go together.</summary>
internal static class SecurityRules
{
    /// <summary>Notes everything that would let strangers in or keep the cluster's own out.</summary>
    public static void Check(SiloConfiguration configuration, TimeProvider clock, List<string> errors)
    {
        CheckReach(configuration, errors);
        if (configuration.Tls is { } tls)
            Try(() => CheckCertificates(tls, configuration.ClusterId, clock, errors), errors);
        if (configuration.Tokens is { } tokens)
            Try(() => TokensFile.Read(tokens), errors);
    }

    private static void CheckReach(SiloConfiguration configuration, List<string> errors)
    {
        bool hasTls = configuration.Tls is not null;
        bool hasTokens = configuration.Tokens is not null;
        if (!IPAddress.IsLoopback(configuration.Bind) && !(hasTls && hasTokens))
        {
            string missing = hasTls ? "tokens" : hasTokens ? "certificate, key and authority" : "certificate, key, authority and tokens";
            errors.Add(
                $"bind is {configuration.Bind}, which is not loopback: whoever reaches it could do everything. Set {missing} " +
                "('s2grid pki' and 's2grid token' make them), or bind to 127.0.0.1.");
        }
        else if (hasTokens && !hasTls && configuration.Redis is not null)
        {
            errors.Add(
                "Tokens in a cluster of several silos need certificates, by which silos know each other: set certificate, key and "
                + "authority.");
        }
    }

    private static void CheckCertificates(ClientTls tls, string clusterId, TimeProvider clock, List<string> errors)
    {
        CertificatePair pair = CertificateFiles.Open(tls).Current;
        if (PeerCheck.Refuse(pair.Own, pair.Authority, clusterId, PeerKind.Silo, clock.GetUtcNow()) is { } reason)
            errors.Add($"No other silo or client would accept {tls.CertificateFile}: {reason}.");
    }

    private static void Try(Action read, List<string> errors)
    {
        try
        {
            read();
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Unusable)
        {
            errors.Add(e.Message);
        }
    }
}
