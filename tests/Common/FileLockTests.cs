namespace S2Grid.Common.Tests;

/// <summary>What one process at a time may do.</summary>
public sealed class FileLockTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-lock-");

    private string Target => Path.Combine(folder.FullName, "file");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void TryTake_WhileAnotherHasIt_IsNothingUntilItIsGivenBack()
    {
        using (IDisposable? first = FileLock.TryTake(Target))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(Target, attempts: 3));
        }

        using IDisposable? second = FileLock.TryTake(Target);
        Assert.NotNull(second);
    }

    [Fact]
    public void TryTake_WhereNoFileCanBe_SaysSoAndNotThatAnotherHasIt() =>
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryTake(Path.Combine(Target, "none", "lock"), attempts: 3));

    [Fact]
    public void IsTaken_AsksWithoutTakingIt()
    {
        Assert.False(FileLock.IsTaken(Target));
        using IDisposable? held = FileLock.TryTake(Target);

        Assert.True(FileLock.IsTaken(Target));
    }

    [Fact]
    public void Change_ManyAtOnce_LosesNone()
    {
        File.WriteAllText(Target, "");

        Parallel.For(0, 40, _ => FileLock.Change(Target, () => AtomicFile.Write(Target, File.ReadAllText(Target) + "x")));

        Assert.Equal(40, File.ReadAllText(Target).Length);
    }
}
