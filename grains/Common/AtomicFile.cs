using System.Runtime.InteropServices;
using System.Text;

namespace S2Grid.Common;

/// <summary>
/// Files that are there whole or not at all: written aside, flushed to the disk, and renamed. Once a method returns, its file outlasts a
/// power failure. Where it fails, an older file is untouched, and nothing is left aside: on a full disk that would keep others from being
/// written. A file that is replaced keeps its mode and owner, and a link to it stays one. A device or a pipe is written, not replaced.
/// </summary>
public static partial class AtomicFile
{
    /// <summary>The mode 0600, for files with secrets: only their owner can read or write them, from their first byte on.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What a process has open, whatever that is.</summary>
    private static readonly string[] Streams = ["/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/"];

    private const int ReadOnly = 0;
    private const int AccessDenied = 13;

    /// <summary>Writes a text in UTF-8.</summary>
    /// <param name="file">Where to; a file that is there is replaced.</param>
    /// <param name="text">The text.</param>
    /// <param name="mode">Who may use a new file; by default whom the process' umask lets.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string file, string text, UnixFileMode? mode = null) => Write(file, Encoding.UTF8.GetBytes(text), mode);

    /// <summary>Writes bytes; else like <see cref="Write(string, string, UnixFileMode?)"/>.</summary>
    public static void Write(string file, byte[] bytes, UnixFileMode? mode = null) =>
        Write(file, aside => WriteAside(aside, bytes, mode));

    /// <summary>Lets something else write the file, under the name that it is given.</summary>
    public static void Write(string file, Action<string> write)
    {
        FileStatus? older = FileStatus.Of(file);
        bool isStream = older is { IsRegular: false } || Streams.Any(place => file.StartsWith(place, StringComparison.Ordinal));
        string target = isStream ? file : Behind(file);
        string aside = isStream ? Path.GetTempFileName() : Aside(target);
        try
        {
            write(aside);
            if (isStream)
            {
                using FileStream from = File.OpenRead(aside);
                using var to = new FileStream(target, FileMode.Append, FileAccess.Write);
                from.CopyTo(to);
            }
            else
            {
                older?.GiveTo(aside);
                Publish(aside, target);
            }
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>The first half of a write: bytes into a file of its own, for <see cref="Publish"/>. A file that fails is deleted.</summary>
    public static void WriteAside(string aside, ReadOnlySpan<byte> bytes, UnixFileMode? mode = null)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;

        try
        {
            using var stream = new FileStream(aside, options);
            stream.Write(bytes);
        }
        catch (IOException)
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>The second half of a write: flushes a whole file to the disk and gives it its name, in the same file system.</summary>
    public static void Publish(string aside, string file)
    {
        using (var stream = new FileStream(aside, FileMode.Open, FileAccess.ReadWrite))
            stream.Flush(flushToDisk: true);

        File.Move(aside, file, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <summary>
    /// Flushes a directory's entries to the disk, so that a rename outlasts a power failure. Windows does this by itself; a directory that
    /// may be written but not read cannot be flushed, and is not.
    /// </summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        int descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
        {
            if (Marshal.GetLastPInvokeError() == AccessDenied)
                return;

            throw Error(directory);
        }

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

    /// <summary>What a link leads to, at its end; the file itself if it is none.</summary>
    internal static string Behind(string file) =>
        new FileInfo(file).LinkTarget is null ? file : File.ResolveLinkTarget(file, returnFinalTarget: true)!.FullName;

    private static string Aside(string file) => $"{file}.{Guid.NewGuid():N}.aside";

    private static IOException Error(string directory) =>
        new($"{directory} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
