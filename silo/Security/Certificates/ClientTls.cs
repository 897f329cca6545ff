namespace S2Grid.Security.Certificates;

/// <summary>The files with which a client shows who it is and learns whom to believe; <c>s2grid pki</c> makes them.</summary>
/// <param name="CertificateFile">The client's certificate, PEM.</param>
/// <param name="KeyFile">Its private key, PEM.</param>
/// <param name="AuthorityFile">The certificate of the cluster's authority, PEM.</param>
public sealed record ClientTls(string CertificateFile, string KeyFile, string AuthorityFile);
