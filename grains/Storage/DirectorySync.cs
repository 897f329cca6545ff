using System.Runtime.InteropServices;

namespace S2Grid.Storage;

/// <summary>Makes a rename in a directory outlast a power failure, which on POSIX systems takes a flush of the directory itself.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a directory's entries to the disk. Windows does this by itself.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
            throw Error(directory);
        try
        {
            if (Sync(descriptor) != 0)
                throw Error(directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Error(string directory) =>
        new($"{directory} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
