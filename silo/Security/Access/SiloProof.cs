using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using S2Grid.Security.Certificates;

namespace S2Grid.Security.Access;

/// <summary>
/// By which silos know calls of silos from calls of clients. The sender that stands in a message is the sender's own claim, and a
/// gateway passes it on unread; so silos add a proof to their calls that no client can make: their certificate and, signed with its
/// key, the cluster and the time until which the proof is good. A silo without certificates is alone and knows its own calls by a
/// random number. Safe for use by several threads.
/// </summary>
/// <param name="certificates">The silo's certificates; null if it has none.</param>
/// <param name="clusterId">The cluster.</param>
/// <param name="clock">The clock for how long proofs are good.</param>
internal sealed class SiloProof(CertificateFiles? certificates, string clusterId, TimeProvider clock)
{
    private const int Parts = 3;
    private const int MaxKnown = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly string random = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly ConcurrentDictionary<string, DateTimeOffset> known = new(StringComparer.Ordinal);
    private volatile Made? made;

    /// <summary>This silo's proof. Never to be sent to a client.</summary>
    public string Value
    {
        get
        {
            if (certificates is null)
                return random;
            X509Certificate2 own = certificates.Current.Own;
            Made? last = made;
            if (last is null || last.RenewAt <= clock.GetUtcNow() || !ReferenceEquals(last.Certificate, own))
                made = last = Make(own);
            return last.Value;
        }
    }

    /// <summary>Whether a call with this proof is a silo's.</summary>
    public bool Verify(string proof)
    {
        if (certificates is null)
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(random));
        DateTimeOffset now = clock.GetUtcNow();
        if (known.TryGetValue(proof, out DateTimeOffset until))
            return now < until;
        if (EndOf(proof, certificates.Current.Authority, now) is not { } end)
            return false;
        Forget(now);
        known[proof] = end;
        return true;
    }

    private Made Make(X509Certificate2 own)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string end = (now + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using ECDsa key = own.GetECDsaPrivateKey()
            ?? throw new RefusedException(RefusalKind.Unusable, "The silo's certificate has no elliptic-curve key.");
        byte[] signature = key.SignData(Statement(end), HashAlgorithmName.SHA256);
        return new Made(own, $"{Convert.ToBase64String(own.RawData)}.{end}.{Convert.ToBase64String(signature)}", now + (Life / 2));
    }

    /// <summary>Until when a proof is good; null if it is none or is no longer.</summary>
    private DateTimeOffset? EndOf(string proof, X509Certificate2 authority, DateTimeOffset now)
    {
        try
        {
            string[] parts = proof.Split('.');
            if (parts.Length != Parts || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
                return null;
            var end = DateTimeOffset.FromUnixTimeSeconds(seconds);
            using X509Certificate2 silo = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(parts[0]));
            using ECDsa? key = silo.GetECDsaPublicKey();
            return now < end
                && key is not null
                && PeerCheck.Refuse(silo, authority, clusterId, PeerKind.Silo, now) is null
                && key.VerifyData(Statement(parts[1]), Convert.FromBase64String(parts[2]), HashAlgorithmName.SHA256)
                ? end
                : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private byte[] Statement(string end) => Encoding.UTF8.GetBytes($"S2Grid silo\n{clusterId}\n{end}");

    private void Forget(DateTimeOffset now)
    {
        foreach ((string proof, DateTimeOffset end) in known)
        {
            if (end <= now || known.Count >= MaxKnown)
                known.TryRemove(proof, out _);
        }
    }

    private sealed record Made(X509Certificate2 Certificate, string Value, DateTimeOffset RenewAt);
}
