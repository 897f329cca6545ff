namespace S2Grid.Security.Certificates;

/// <summary>
/// A certificate, its key and the authority's certificate, read from files and read again when one of these changes, so that renewed
/// certificates need no restart. Safe for use by several threads.
/// </summary>
public sealed class CertificateFiles
{
    private readonly Lock mutex = new();
    private readonly ClientTls files;
    private (DateTime, DateTime, DateTime) stamp;
    private CertificatePair current;

    private CertificateFiles(ClientTls files)
    {
        this.files = files;
        stamp = Stamp();
        current = Read();
    }

    /// <summary>The certificates as the files have them now; while the files do not go together, as they last did.</summary>
    public CertificatePair Current
    {
        get
        {
            lock (mutex)
            {
                (DateTime, DateTime, DateTime) now = Stamp();
                if (now != stamp && TryRead() is { } renewed)
                    (stamp, current) = (now, renewed);
                return current;
            }
        }
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="RefusedException">A file is missing or is not what it should be; the message says which.</exception>
    public static CertificateFiles Open(ClientTls files) => new(files);

    private CertificatePair? TryRead()
    {
        try
        {
            return Read();
        }
        catch (RefusedException)
        {
            // The files are being replaced one after the other.
            return null;
        }
    }

    private CertificatePair Read()
    {
        foreach (string file in (string[])[files.CertificateFile, files.KeyFile, files.AuthorityFile])
        {
            if (!File.Exists(file))
                throw new RefusedException(RefusalKind.Unusable, $"There is no file {file}.");
        }

        X509Certificate2 authority =
            Load(files.AuthorityFile, () => X509CertificateLoader.LoadCertificateFromFile(files.AuthorityFile), "certificate");
        X509Certificate2 own = Load(
            files.CertificateFile,
            () => X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile),
            $"certificate to which the key in {files.KeyFile} belongs");
        return new CertificatePair(own, authority);
    }

    private static X509Certificate2 Load(string file, Func<X509Certificate2> load, string expected)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new RefusedException(RefusalKind.Unusable, $"{file} holds no {expected}: {e.Message}", cause: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Unusable, $"{file} cannot be read: {e.Message}", cause: e);
        }
    }

    private (DateTime, DateTime, DateTime) Stamp() =>
        (File.GetLastWriteTimeUtc(files.CertificateFile), File.GetLastWriteTimeUtc(files.KeyFile),
            File.GetLastWriteTimeUtc(files.AuthorityFile));
}
