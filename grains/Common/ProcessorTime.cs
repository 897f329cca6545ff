using System.Runtime.InteropServices;

namespace S2Grid.Common;

/// <summary>
/// A clock whose timestamps are the processor time that the calling thread has had: they stand still while it waits for a core or for
/// anything else. Its time of day is the system's.
/// </summary>
public sealed partial class ProcessorTime : TimeProvider
{
    private const int ClockThreadCpuTime = 3;
    private const long NanosecondsInSecond = 1_000_000_000;

    private ProcessorTime()
    {
    }

    /// <summary>The clock; each thread reads its own time from it.</summary>
    public static TimeProvider OfThread { get; } = new ProcessorTime();

    /// <inheritdoc/>
    public override long TimestampFrequency => NanosecondsInSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Read(ClockThreadCpuTime, out TimeSpec time) == 0
        ? (time.Seconds * NanosecondsInSecond) + time.Nanoseconds
        : throw new InvalidOperationException("The system does not tell a thread's processor time.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
