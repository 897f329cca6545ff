using System.Diagnostics;

namespace S2Grid.Common.Tests;

/// <summary>Files that are there whole or not at all.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-atomic-");

    private string Target => Path.Combine(folder.FullName, "file");

    [Fact]
    public void Write_OlderFile_IsReplacedAndNothingElseIsLeft()
    {
        AtomicFile.Write(Target, "an older and longer text");

        AtomicFile.Write(Target, "größer");

        Assert.Equal("größer", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Write_OwnerOnly_IsForNobodyElseToRead()
    {
        AtomicFile.Write(Target, "secret", AtomicFile.OwnerOnly);

        Assert.Equal(AtomicFile.OwnerOnly, Mode(Target));
    }

    [Fact]
    public void Write_ThroughALink_KeepsTheLinkAndTheModeOfWhatIsBehindIt()
    {
        const UnixFileMode OfAGroup = AtomicFile.OwnerOnly | UnixFileMode.GroupRead;
        string link = Path.Combine(folder.FullName, "link");
        AtomicFile.Write(Target, "older");
        SetMode(Target, OfAGroup);
        File.CreateSymbolicLink(link, "file");

        FileLock.Change(link, () => AtomicFile.Write(link, "newer", AtomicFile.OwnerOnly));

        Assert.Equal("file", new FileInfo(link).LinkTarget);
        Assert.Equal("newer", File.ReadAllText(Target));
        Assert.Equal(OfAGroup, Mode(Target));
        Assert.Equal([Target, Target + ".lock", link], Directory.GetFiles(folder.FullName).Order());
    }

    [Fact]
    public void Change_FileThatIsNotThere_MakesIt()
    {
        FileLock.Change(Target, () => AtomicFile.Write(Target, "new"));

        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void Write_LinkToNothing_MakesWhatItLeadsTo()
    {
        string link = Path.Combine(folder.FullName, "link");
        File.CreateSymbolicLink(link, "file");

        AtomicFile.Write(link, "new");

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal("file", new FileInfo(link).LinkTarget);
    }

    [Fact]
    public async Task Write_ToAPipe_IsReadAtItsOtherEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        using (Process made = Process.Start("mkfifo", [Target]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        Task<string> read = Task.Run(() => File.ReadAllText(Target), TestContext.Current.CancellationToken);
        AtomicFile.Write(Target, "through");

        Assert.Equal("through", await read);
        Assert.Equal(0, new FileInfo(Target).Length);
    }

    [Fact]
    public void Write_WriterFails_LeavesTheOlderFileAlone()
    {
        AtomicFile.Write(Target, "older");

        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(Target, aside =>
        {
            File.WriteAllText(aside, "half");
            throw new InvalidDataException();
        }));

        Assert.Equal("older", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Write_FolderThatIsNotThere_FailsAsAFileDoes() =>
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(Path.Combine(folder.FullName, "none", "file"), "text"));

#pragma warning disable CA1416 // Skipped on Windows.
    private static UnixFileMode Mode(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        return File.GetUnixFileMode(file);
    }

    private static void SetMode(string file, UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        File.SetUnixFileMode(file, mode);
    }
#pragma warning restore CA1416

    public void Dispose() => folder.Delete(recursive: true);
}
