namespace S2Grid.Storage;

/// <summary>What faults of files tell.</summary>
internal static class DiskFaults
{
    /// <summary>ENOSPC and EDQUOT of Linux, which .NET keeps in <see cref="Exception.HResult"/>.</summary>
    private const int DiskFull = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Whether the disk, or what may be used of it, is full.</summary>
    public static bool IsFull(Exception fault) => (fault.HResult & 0xFFFF) is DiskFull or QuotaExceeded;
}
