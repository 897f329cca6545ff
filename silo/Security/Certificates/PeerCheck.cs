namespace S2Grid.Security.Certificates;

/// <summary>Decides whether a peer's certificate lets it in.</summary>
public static class PeerCheck
{
    /// <summary>Why a certificate is refused, in a few words; null if it is accepted.</summary>
    /// <param name="certificate">What the peer showed; null if nothing.</param>
    /// <param name="authority">The only authority that is believed.</param>
    /// <param name="clusterId">The cluster it must be for.</param>
    /// <param name="kind">Whose it must be.</param>
    /// <param name="now">The time at which it must be valid.</param>
    public static string? Refuse(X509Certificate2? certificate, X509Certificate2 authority, string clusterId, PeerKind kind,
        DateTimeOffset now)
    {
        if (certificate is null)
            return "it shows no certificate";
        if (now < certificate.NotBefore)
            return $"its certificate is not valid before {certificate.NotBefore.ToUniversalTime():u}";
        if (now > certificate.NotAfter)
            return $"its certificate has expired on {certificate.NotAfter.ToUniversalTime():u}";
        if (!IsIssuedBy(certificate, authority, now))
            return "its certificate is not of this cluster's authority";
        return CertificateIdentity.Of(certificate) switch
        {
            null => "its certificate names no silo or client of a cluster",
            { } peer when peer.ClusterId != clusterId =>
                $"its certificate is for the cluster '{peer.ClusterId}', this one is '{clusterId}'",
            { } peer when peer.Kind != kind =>
                $"its certificate is a {CertificateIdentity.NameOf(peer.Kind)}'s, here it must be a {CertificateIdentity.NameOf(kind)}'s",
            _ => null,
        };
    }

    private static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 authority, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate);
    }
}
