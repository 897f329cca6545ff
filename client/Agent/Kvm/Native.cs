namespace S2Grid.Agent.Kvm;

/// <summary>What is called in libc. Sizes are bytes; a negative result is an error, whose number is
/// <see cref="Marshal.GetLastPInvokeError"/>.</summary>
internal static unsafe partial class Native
{
    internal const int ReadWrite = 2;
    internal const int CloseOnExec = 0x80000;
    internal const int ProtectNone = 0;
    internal const int ProtectReadWrite = 3;
    internal const int MapShared = 0x01;
    internal const int MapPrivate = 0x02;
    internal const int MapFixed = 0x10;
    internal const int MapAnonymous = 0x20;
    internal const int MapNoReserve = 0x4000;
    internal const int MapHugeTlb = 0x40000;
    internal const int MapHugeShift = 26;
    internal const int AdviseHugePage = 14;
    internal const int AdviseNoHugePage = 15;
    internal const int Interrupted = 4;
    internal const int ClockMonotonicRaw = 4;
    internal const int KillSignal = 9;

    internal static readonly nint MapFailed = -1;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Ioctl(int descriptor, nuint request, nuint argument);

    [LibraryImport("libc", EntryPoint = "klogctl", SetLastError = true)]
    internal static partial int KernelLog(int action, ref byte buffer, int length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint size, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint size);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Advise(nint address, nuint size, int advice);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static partial nint ReadAt(int descriptor, byte* buffer, nuint size, nint offset);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(int descriptor, nint size);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    internal static partial int GetTime(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    internal static partial int SetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    internal static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "getuid")]
    internal static partial uint UserId();

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(int descriptor);

    /// <summary>Nanoseconds of CLOCK_MONOTONIC_RAW, which no clock discipline bends.</summary>
    internal static long Now()
    {
        TimeSpec time;
        _ = GetTime(ClockMonotonicRaw, &time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }
}
