namespace S2Grid.Security.Certificates;

/// <summary>What a process shows and whom it believes.</summary>
/// <param name="Own">Its own certificate, with the private key.</param>
/// <param name="Authority">The certificate of the only authority that it believes.</param>
public sealed record CertificatePair(X509Certificate2 Own, X509Certificate2 Authority);
