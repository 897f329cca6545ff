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
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        AtomicFile.Write(Target, "for all");

        AtomicFile.Write(Target, "secret", AtomicFile.OwnerOnly);

#pragma warning disable CA1416 // Skipped on Windows.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task WriteAsync_WriterFails_LeavesTheOlderFileAlone()
    {
        AtomicFile.Write(Target, "older");

        await Assert.ThrowsAsync<InvalidDataException>(() => AtomicFile.WriteAsync(Target, async aside =>
        {
            await File.WriteAllTextAsync(aside, "half", TestContext.Current.CancellationToken);
            throw new InvalidDataException();
        }));

        Assert.Equal("older", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
        Assert.Equal([Target], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Write_FolderThatIsNotThere_FailsAsAFileDoes() =>
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(Path.Combine(folder.FullName, "none", "file"), "text"));

    public void Dispose() => folder.Delete(recursive: true);
}
