using System.Net;

namespace S2Grid.Security.Certificates;

/// <summary>A cluster's private authority: it issues the certificates of the cluster's silos and clients. Keys are ECDSA P-256.</summary>
public sealed class CertificateAuthority
{
    private const int SerialBytes = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Machines' clocks differ; a certificate is good a little before it is issued.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 certificate;

    private CertificateAuthority(X509Certificate2 certificate, string clusterId)
    {
        this.certificate = certificate;
        ClusterId = clusterId;
    }

    /// <summary>The cluster that the authority is for.</summary>
    public string ClusterId { get; }

    /// <summary>Its certificate, PEM.</summary>
    public string CertificatePem => certificate.ExportCertificatePem() + "\n";

    /// <summary>Its private key, PEM.</summary>
    public string KeyPem
    {
        get
        {
            using ECDsa key = certificate.GetECDsaPrivateKey()!;
            return key.ExportPkcs8PrivateKeyPem() + "\n";
        }
    }

    /// <summary>Makes an authority.</summary>
    /// <param name="clusterId">The cluster that it is for.</param>
    /// <param name="now">When.</param>
    /// <param name="validity">For how long.</param>
    public static CertificateAuthority Create(string clusterId, DateTimeOffset now, TimeSpan validity)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(clusterId);
        subject.AddCommonName("S2Grid authority");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new CertificateAuthority(request.CreateSelfSigned(now - ClockSkew, now + validity), clusterId);
    }

    /// <summary>Reads an authority's certificate and key.</summary>
    /// <exception cref="RefusedException">A file is missing or is not what it should be; the message says which.</exception>
    public static CertificateAuthority Open(string certificateFile, string keyFile)
    {
        CertificatePair pair = CertificateFiles.Open(new ClientTls(certificateFile, keyFile, certificateFile)).Current;
        bool isAuthority = pair.Own.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        return isAuthority && CertificateIdentity.ClusterOf(pair.Own) is { } cluster
            ? new CertificateAuthority(pair.Own, cluster)
            : throw new RefusedException(RefusalKind.Unusable, $"{certificateFile} is not the certificate of a cluster's authority.");
    }

    /// <summary>Issues a certificate. It ends no later than the authority's own.</summary>
    /// <param name="identity">Whom it names; its cluster is the authority's.</param>
    /// <param name="hosts">Host names and IP addresses by which HTTP clients reach a silo; of no use to a client.</param>
    /// <param name="now">When.</param>
    /// <param name="validity">For how long.</param>
    public IssuedCertificate Issue(CertificateIdentity identity, IEnumerable<string> hosts, DateTimeOffset now, TimeSpan validity)
    {
        if (identity.ClusterId != ClusterId)
        {
            throw new RefusedException(RefusalKind.Unusable,
                $"The authority is for the cluster '{ClusterId}' and cannot issue a certificate for '{identity.ClusterId}'.");
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(identity.ToSubject(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Purposes(identity.Kind), critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true,
                includeIssuerAndSerial: false));
        if (AlternativeNames(hosts) is { } names)
            request.CertificateExtensions.Add(names);

        DateTimeOffset end = now + validity < certificate.NotAfter ? now + validity : certificate.NotAfter;
        DateTimeOffset begin = now - ClockSkew > certificate.NotBefore ? now - ClockSkew : certificate.NotBefore;
        using X509Certificate2 issued = request.Create(certificate, begin, end, SerialNumber());
        return new IssuedCertificate(issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n", end);
    }

    private static OidCollection Purposes(PeerKind kind)
    {
        OidCollection purposes = [new Oid(ClientAuthentication)];
        if (kind == PeerKind.Silo)
            purposes.Add(new Oid(ServerAuthentication));
        return purposes;
    }

    private static X509Extension? AlternativeNames(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        bool any = false;
        foreach (string host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            any = true;
            if (IPAddress.TryParse(host, out IPAddress? address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        return any ? names.Build() : null;
    }

    /// <summary>Random, and positive as RFC 5280 section 4.1.2.2 demands.</summary>
    private static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
