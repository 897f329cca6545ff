using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S2Grid.Cli.Pki;

/// <summary>What there is to say of a certificate or key.</summary>
internal static class CertificateDescription
{
    /// <summary>A label and a value each; null if the file is neither.</summary>
    public static (string Label, string Value)[]? Of(string pem, DateTimeOffset now)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields))
            return null;

        string label = pem[fields.Label];
        if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            return [("what", "a private key: keep it secret")];

        return label == "CERTIFICATE" ? OfCertificate(pem, now) : null;
    }

    private static (string Label, string Value)[]? OfCertificate(string pem, DateTimeOffset now)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }

        using (certificate)
        {
            bool isAuthority =
                certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
            string what = isAuthority
                ? "an authority's certificate"
                : $"a certificate: {CertificateIdentity.Of(certificate)?.ToString() ?? "not for a silo or client"}";
            string hosts = Hosts(certificate);
            return
            [
                ("what", what),
                ("subject", certificate.Subject),
                ("issuer", certificate.Issuer),
                ("valid", $"from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}, {Left(certificate, now)}"),
                .. hosts.Length > 0 ? new[] { ("hosts", hosts) } : [],
                ("sha256", certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()),
            ];
        }
    }

    private static string Hosts(X509Certificate2 certificate) => string.Join(
        ", ",
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))));

    private static string Left(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now < certificate.NotBefore)
            return "not valid yet";

        double days = (certificate.NotAfter - now).TotalDays;
        return days < 0 ? "expired" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(days)} days left");
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
