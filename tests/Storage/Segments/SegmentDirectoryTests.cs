using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Tests.Segments;

public sealed class SegmentDirectoryTests : SegmentStoreTests
{
    private readonly TemporaryData data = new();

    protected override Task<ISegmentStore> OpenAsync() => Task.FromResult<ISegmentStore>(new SegmentDirectory(data.Directory));

    protected override Task CleanUpAsync()
    {
        data.Dispose();
        return Task.CompletedTask;
    }
}
