using System.Runtime.InteropServices;

namespace S2Grid.Common;

/// <summary>What stands under a file's name, links followed: see statx(2), whose layout is the same on every machine.</summary>
/// <param name="IsRegular">Whether it is a file as others, and no device, pipe, socket or folder.</param>
/// <param name="Mode">Who may use it.</param>
/// <param name="User">The id of its owner.</param>
/// <param name="Group">The id of its group.</param>
internal readonly partial record struct FileStatus(bool IsRegular, UnixFileMode Mode, uint User, uint Group)
{
    private const int FromCurrentFolder = -100;
    private const uint TypeModeAndOwner = 0x1b;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int PermissionMask = 0xfff;

    /// <summary>Asks the system; null if there is nothing of that name, or it does not say.</summary>
    internal static FileStatus? Of(string path)
    {
        byte[] answer = new byte[256];
        if (OperatingSystem.IsWindows() || Statx(FromCurrentFolder, path, 0, TypeModeAndOwner, answer) != 0)
            return null;

        int mode = BitConverter.ToUInt16(answer, 28);
        return new FileStatus(
            (mode & TypeMask) == RegularType, (UnixFileMode)(mode & PermissionMask), BitConverter.ToUInt32(answer, 20),
            BitConverter.ToUInt32(answer, 24));
    }

    /// <summary>Gives a file the same mode, and the same owner and group if this process may.</summary>
    internal void GiveTo(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        // First the owner: a change of it takes bits of the mode away. Who may not give files away has this one as his own.
        _ = Chown(path, User, Group);
        File.SetUnixFileMode(path, Mode);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] answer);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);
}
