namespace S2Grid.Lab.Tests;

/// <summary>The agent as one static file for the emulated host, published once for all tests.</summary>
internal static class StaticAgent
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>Why it cannot be published or booted here; null if it can.</summary>
    public static string? WhyNot { get; } = Programs.Missing(
    [
        .. LabScripts.Needed, ("clang", "clang"), ("ld.lld", "lld"), ("cmake", "cmake"), ("make", "make"),
        ("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"),
    ]);

    /// <summary>Publishes it, unless that is done.</summary>
    /// <returns>The file.</returns>
    public static Task<string> FileAsync() => Published.Value;

    private static async Task<string> PublishAsync()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "agent-arm64");
        await using LabProcess publish = LabProcess.Start(Path.Combine(Programs.Root, "client", "Agent", "publish"), ["arm64", folder]);
        int code = await publish.EndAsync();
        Assert.True(code == 0, publish.Said);
        return Path.Combine(folder, "s2grid-agent");
    }
}
