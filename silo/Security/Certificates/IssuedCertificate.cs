namespace S2Grid.Security.Certificates;

/// <summary>A certificate that an authority has issued.</summary>
/// <param name="CertificatePem">The certificate, PEM.</param>
/// <param name="KeyPem">Its private key, PEM; nobody else has it.</param>
/// <param name="Expires">When the certificate ceases to be good.</param>
public sealed record IssuedCertificate(string CertificatePem, string KeyPem, DateTimeOffset Expires);
