using System.Buffers.Binary;
using S2Grid.Support;

namespace S2Grid.Faults.Tests;

/// <summary>
/// A time of day that a process has for itself and that is set while it runs, as by a person or a daemon that steps. Clocks that only go
/// forward are the machine's. Made by a preloaded library, of which <c>time_of_day.c</c> is the source.
/// </summary>
internal sealed class TimeOfDay
{
    private static readonly Lazy<Task<string>> Library = new(CompileAsync);

    private readonly string file;

    private TimeOfDay(string library, string file)
    {
        this.file = file;
        Environment = new() { ["LD_PRELOAD"] = library, ["TEST_TIME_OF_DAY"] = file };
        Set(TimeSpan.Zero);
    }

    /// <summary>Why there can be none on this machine; null if there can.</summary>
    public static string? WhyNot { get; } = InstalledProgram.Exists("clang") ? null : "There is no clang (apt-get install clang).";

    /// <summary>What the process needs to have it.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>Makes one that is the machine's until it is set.</summary>
    /// <param name="file">Where the library reads how far it is off.</param>
    public static async Task<TimeOfDay> CreateAsync(string file) => new(await Library.Value, file);

    /// <summary>Sets it to so much more than the machine's.</summary>
    public void Set(TimeSpan ahead)
    {
        byte[] nanoseconds = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(nanoseconds, ahead.Ticks * TimeSpan.NanosecondsPerTick);

        // The process has mapped it: written over, not replaced.
        using FileStream stream = File.Open(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(nanoseconds);
    }

    private static async Task<string> CompileAsync()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "time_of_day.so");
        string source = Path.Combine(AppContext.BaseDirectory, "time_of_day.c");
        await SystemProgram.RunAsync("clang", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source);
        return library;
    }
}
