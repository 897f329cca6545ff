
using S2Grid.Common;
using S2Grid.Security.Certificates;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Security;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly Credentials credentials = new();

    public void Dispose() => credentials.Dispose();

    [Fact]
    public void Current_AfterARenewal_IsTheNewCertificateOnceTheKeyIsThereToo()
    {
        ClientTls files = credentials.Issue(PeerKind.Silo);
        ClientTls renewed = credentials.Issue(PeerKind.Silo);
        CertificateFiles open = CertificateFiles.Open(files);
        string before = open.Current.Own.Thumbprint;

        Replace(files.KeyFile, renewed.KeyFile);
        string meanwhile = open.Current.Own.Thumbprint;
        Replace(files.CertificateFile, renewed.CertificateFile);
        string after = open.Current.Own.Thumbprint;

        Assert.Equal(before, meanwhile);
        Assert.Equal(CertificateFiles.Open(renewed).Current.Own.Thumbprint, after);
    }

    [Fact]
    public void Open_WithAnothersKey_SaysThatTheyDoNotGoTogether()
    {
        ClientTls files = credentials.Issue(PeerKind.Silo);
        ClientTls other = credentials.Issue(PeerKind.Silo);

        RefusedException refused = Assert.Throws<RefusedException>(() => CertificateFiles.Open(files with { KeyFile = other.KeyFile }));

        Assert.Contains($"{files.CertificateFile} holds no certificate to which the key in {other.KeyFile} belongs", refused.Message,
            StringComparison.Ordinal);
    }

    /// <summary>The time stamp is set, because a copy made within the clock's grain would look unchanged.</summary>
    private static void Replace(string file, string by)
    {
        File.Copy(by, file, overwrite: true);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
    }
}
