namespace S2Grid.Security.Certificates;

/// <summary>Whom a certificate names: its subject is <c>O=CLUSTER, OU=silo|client, CN=NAME</c>.</summary>
/// <param name="ClusterId">The cluster it is for.</param>
/// <param name="Kind">Whether it is a silo's or a client's.</param>
/// <param name="Name">The silo's or client's own name, for people.</param>
public sealed record CertificateIdentity(string ClusterId, PeerKind Kind, string Name)
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";

    /// <summary>The identity as a certificate's subject.</summary>
    public X500DistinguishedName ToSubject()
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(ClusterId);
        subject.AddOrganizationalUnitName(NameOf(Kind));
        subject.AddCommonName(Name);
        return subject.Build();
    }

    /// <summary>The identity in a certificate, or null if it has none of this form.</summary>
    public static CertificateIdentity? Of(X509Certificate2 certificate)
    {
        (string Type, string Value)[] parts = [.. PartsOf(certificate.SubjectName)];
        return Only(parts, Organization) is { } cluster
            && Only(parts, CommonName) is { } name
            && Enum.GetValues<PeerKind>().Cast<PeerKind?>()
                .FirstOrDefault(kind => NameOf(kind!.Value) == Only(parts, OrganizationalUnit)) is { } peer
            ? new CertificateIdentity(cluster, peer, name)
            : null;
    }

    /// <summary>The cluster that a certificate names, its authority's included; null if it names none.</summary>
    public static string? ClusterOf(X509Certificate2 certificate) => Only([.. PartsOf(certificate.SubjectName)], Organization);

    /// <summary>How a kind is written: <c>silo</c> or <c>client</c>.</summary>
    public static string NameOf(PeerKind kind) => kind.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => $"{NameOf(Kind)} {Name} of the cluster {ClusterId}";

    private static IEnumerable<(string Type, string Value)> PartsOf(X500DistinguishedName subject) =>
        from part in subject.EnumerateRelativeDistinguishedNames()
        where !part.HasMultipleElements
        select (part.GetSingleElementType().Value ?? "", part.GetSingleElementValue() ?? "");

    /// <summary>The value of the only part of this type; null where there is none or a second one that might mean something else.</summary>
    private static string? Only((string Type, string Value)[] parts, string type) =>
        parts.Where(part => part.Type == type).ToArray() is [var only] ? only.Value : null;
}
