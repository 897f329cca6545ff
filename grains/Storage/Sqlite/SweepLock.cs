using System.Globalization;

namespace S2Grid.Storage.Sqlite;

/// <summary>
/// The right to run a sweep, held by one process at a time. The operating system takes it back when the process ends, however it
/// ends. The owner's process id stands in a file of its own beside the lock, because the lock keeps others from reading it.
/// </summary>
public sealed class SweepLock : IDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);

    private readonly FileStream held;
    private readonly string ownerFile;

    private SweepLock(FileStream held, string ownerFile)
    {
        this.held = held;
        this.ownerFile = ownerFile;
    }

    /// <summary>Takes the lock of a sweep, or null if another holder has it: then <see cref="Owner"/> tells who.</summary>
    public static SweepLock? TryLock(DataDirectory directory, string sweepId)
    {
        string folder = directory.SweepFolder(sweepId);
        Directory.CreateDirectory(folder);
        FileStream? held = Open(Path.Combine(folder, "lock"));

        // Someone who only asks for the owner holds the lock for an instant, too.
        for (int attempt = 1; held is null && attempt < Attempts; attempt++)
        {
            Thread.Sleep(BetweenAttempts);
            held = Open(Path.Combine(folder, "lock"));
        }

        if (held is null)
            return null;

        string ownerFile = OwnerFile(directory, sweepId);
        File.WriteAllText(ownerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new SweepLock(held, ownerFile);
    }

    /// <summary>The process that holds the lock of a sweep; 0 if it is not known which; null if none does.</summary>
    public static int? Owner(DataDirectory directory, string sweepId)
    {
        string ownerFile = OwnerFile(directory, sweepId);
        if (!File.Exists(ownerFile))
            return null;
        using FileStream? probe = Open(Path.Combine(directory.SweepFolder(sweepId), "lock"));
        return probe is null ? ReadOwner(ownerFile) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(ownerFile);
        held.Dispose();
    }

    private static FileStream? Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    private static string OwnerFile(DataDirectory directory, string sweepId) =>
        Path.Combine(directory.SweepFolder(sweepId), "lock-owner");

    private static int ReadOwner(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
