namespace S2Grid.Storage.Sqlite;

/// <summary>
/// The right to run a sweep, held by one process at a time. The operating system takes it back when the process ends, however it
/// ends. The owner's process id stands in a file of its own beside the lock, because the lock keeps others from reading it.
/// </summary>
public sealed class SweepLock : IDisposable
{
    /// <summary>Someone who only asks for the owner holds the lock for an instant, too.</summary>
    private const int Attempts = 5;

    private readonly IDisposable held;
    private readonly string ownerFile;

    private SweepLock(IDisposable held, string ownerFile)
    {
        this.held = held;
        this.ownerFile = ownerFile;
    }

    /// <summary>Takes the lock of a sweep, or null if another holder has it: then <see cref="Owner"/> tells who.</summary>
    public static SweepLock? TryLock(DataDirectory directory, string sweepId)
    {
        string folder = directory.SweepFolder(sweepId);
        Directory.CreateDirectory(folder);
        if (FileLock.TryTake(Path.Combine(folder, "lock"), Attempts) is not { } held)
            return null;

        string ownerFile = OwnerFile(directory, sweepId);
        try
        {
            File.WriteAllText(ownerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // On a full disk nobody is told whose the lock is.
        }

        return new SweepLock(held, ownerFile);
    }

    /// <summary>The process that holds the lock of a sweep; 0 if it is not known which; null if none does.</summary>
    public static int? Owner(DataDirectory directory, string sweepId)
    {
        string ownerFile = OwnerFile(directory, sweepId);
        if (!File.Exists(ownerFile))
            return null;
        return FileLock.IsTaken(Path.Combine(directory.SweepFolder(sweepId), "lock")) ? ReadOwner(ownerFile) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A sweep that is deleted goes with its folder.
        if (Directory.Exists(Path.GetDirectoryName(ownerFile)))
            File.Delete(ownerFile);
        held.Dispose();
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
