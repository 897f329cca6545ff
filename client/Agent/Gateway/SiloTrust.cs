using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S2Grid.Agent.Gateway;

/// <summary>Which silos' certificates are believed, and in words why one is not.</summary>
internal sealed class SiloTrust
{
    private readonly X509Certificate2Collection? authorities;
    private readonly string? path;
    private readonly TimeProvider clock;

    /// <summary>Trusts a certificate authority.</summary>
    /// <param name="path">Its certificate as PEM; null for those that the system trusts.</param>
    /// <param name="clock">Told in the complaint about a certificate's dates.</param>
    /// <exception cref="AgentException">The file has no certificate.</exception>
    internal SiloTrust(string? path, TimeProvider clock)
    {
        (this.path, this.clock) = (path, clock);
        if (path is null)
            return;

        authorities = [];
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AgentException($"--ca {path}: {exception.Message}");
        }

        if (authorities.Count == 0)
            throw new AgentException($"--ca {path}: it contains no certificate; use the file ca.crt that 's2grid pki init' wrote.");
    }

    /// <summary>Why the last certificate was not believed; null if it was.</summary>
    internal string? Complaint { get; private set; }

    /// <summary>Judges a silo's certificate.</summary>
    internal bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Complaint = Why(certificate as X509Certificate2, chain, errors);
        return Complaint is null;
    }

    private string? Why(X509Certificate2? certificate, X509Chain? given, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it shows no certificate";

        DateTimeOffset now = clock.GetUtcNow();
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"its certificate holds from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}, "
                + $"and this machine's clock says {now:u}: set the clock, or issue a new certificate (s2grid pki issue)");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate is for {Names(certificate)}, not for the name in --silo: use one of those names, or issue another "
                + $"certificate (s2grid pki issue)";
        }

        if (authorities is null)
        {
            return errors == SslPolicyErrors.None
                ? null
                : "this system trusts no authority that signed its certificate: name the grid's own with --ca FILE (ca.crt of 's2grid "
                    + "pki init')";
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in given?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);

        return chain.Build(certificate)
            ? null
            : $"its certificate is not signed by the authority in {path}: {chain.ChainStatus.FirstOrDefault().StatusInformation.Trim()}";
    }

    private static string Names(X509Certificate2 certificate)
    {
        IEnumerable<string> names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(ip => ip.ToString())));
        return string.Join(", ", names.DefaultIfEmpty(certificate.Subject));
    }
}
