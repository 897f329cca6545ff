namespace S2Grid.Common;

/// <summary>
/// What one process at a time may do, by a lock file. The operating system takes the lock back when the process ends, however it ends.
/// </summary>
public static class FileLock
{
    /// <summary>EWOULDBLOCK.</summary>
    private const int TakenHere = 11;

    /// <summary>ERROR_SHARING_VIOLATION, as a result.</summary>
    private const int TakenOnWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Takes a lock.</summary>
    /// <param name="lockFile">Its file, which is made where it does not exist, and stays.</param>
    /// <param name="attempts">How many times to try, 20 ms apart.</param>
    /// <returns>What gives it back when disposed of; null if another holder has it.</returns>
    /// <exception cref="IOException">The file cannot be made: its folder does not exist, or the disk is full or read-only.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is of another user.</exception>
    public static IDisposable? TryTake(string lockFile, int attempts = 1)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult is TakenHere or TakenOnWindows)
            {
                if (attempt >= attempts)
                    return null;
            }

            Thread.Sleep(BetweenAttempts);
        }
    }

    /// <summary>Whether somebody has a lock. Who asks need not be able to take it, as on a read-only disk.</summary>
    public static bool IsTaken(string lockFile)
    {
        try
        {
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException e)
        {
            return e.HResult is TakenHere or TakenOnWindows;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Lets one process at a time read, change and write a file, so that none undoes what another has done meanwhile. The lock is a file
    /// beside it, because the file itself is replaced.
    /// </summary>
    /// <param name="file">The file that is changed, or a link to it.</param>
    /// <param name="change">Reads it, and writes it.</param>
    /// <exception cref="IOException">Others have kept it to themselves for ten seconds, or the lock cannot be made.</exception>
    public static void Change(string file, Action change)
    {
        using IDisposable held = TryTake(AtomicFile.Behind(file) + ".lock", (int)(Patience / BetweenAttempts))
            ?? throw new IOException($"Another process is changing {file}.");
        change();
    }
}
