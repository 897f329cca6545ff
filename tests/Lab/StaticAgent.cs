using S2Grid.Lab.Tests.Faults;

namespace S2Grid.Lab.Tests;

/// <summary>The agent as one static file, for the emulated host published once for all tests.</summary>
internal static class StaticAgent
{
    private static readonly (string Program, string Package)[] Compilers =
        [("clang", "clang"), ("ld.lld", "lld"), ("cmake", "cmake"), ("make", "make")];

    private static readonly Lazy<Task<string>> Published = new(() => PublishAsync("arm64"));

    /// <summary>Why it cannot be published or booted here; null if it can.</summary>
    public static string? WhyNot { get; } =
        Programs.Missing([.. LabScripts.Needed, .. Compilers, ("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross")]);

    /// <summary>Why it cannot be published for this machine and measure on it; null if it can.</summary>
    public static string? WhyNotHere { get; } = LabGrid.WhyNot ?? Programs.Missing(Compilers);

    /// <summary>Publishes it, unless that is done.</summary>
    /// <returns>The file.</returns>
    public static Task<string> FileAsync() => Published.Value;

    /// <summary>Publishes it for an architecture.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> PublishAsync(string architecture)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, $"agent-{architecture}");
        await using LabProcess publish =
            LabProcess.Start(Path.Combine(Programs.Root, "client", "Agent", "publish"), [architecture, folder]);
        int code = await publish.EndAsync();
        Assert.True(code == 0, publish.Said);
        return Path.Combine(folder, "s2grid-agent");
    }
}
