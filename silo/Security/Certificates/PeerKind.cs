namespace S2Grid.Security.Certificates;

/// <summary>Whom a certificate was issued to; it is the organizational unit of the certificate's subject.</summary>
public enum PeerKind
{
    /// <summary>A silo: it may connect to other silos, and clients believe it.</summary>
    Silo,

    /// <summary>A client: it may connect to gateways.</summary>
    Client,
}
