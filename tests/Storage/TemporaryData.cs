namespace S2Grid.Storage.Tests;

/// <summary>A data directory that goes away with the test.</summary>
internal sealed class TemporaryData : IDisposable
{
    public DataDirectory Directory { get; } = new(Path.Combine(Path.GetTempPath(), "s2grid-tests", Guid.NewGuid().ToString("N")));

    public string Segments(string sweepId) => Path.Combine(Directory.Path, "sweeps", sweepId, "segments");

    public string Aside(string sweepId) => Path.Combine(Directory.Path, "sweeps", sweepId, "aside");

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory.Path))
            System.IO.Directory.Delete(Directory.Path, recursive: true);
    }
}
