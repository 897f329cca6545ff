using System.Runtime.InteropServices;
using S2Grid.Common;
using S2Grid.Deploy.Tests.Containers;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Packages;

/// <summary>The images that deploy/release made for this machine, and the archives with the same programs. Made once for a class.</summary>
public sealed class ReleasedImages : IAsyncLifetime
{
    /// <summary>The programs that have images.</summary>
    public static readonly string[] Names = ["s2grid-silo", "s2grid-agent"];

    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
    private static readonly string[] Compilers = ["clang", "ld.lld", "cmake", "make", "dpkg-deb"];

    private static readonly Lazy<Task<string>> Release = new(ReleaseAsync);

    private readonly string folder = Directory.CreateTempSubdirectory("s2grid-images-").FullName;

    /// <summary>Why there are none, for those who skip their tests then; null if there are.</summary>
    public static string? WhyNot { get; } = ContainerHost.WhyNot
        ?? (Compilers.All(InstalledProgram.Exists) ? null : "The agent is compiled for its image: apt-get install clang lld cmake make.");

    /// <summary>Where they can be loaded.</summary>
    internal ContainerHost Host { get; private set; } = null!;

    private string Released { get; set; } = "";

    /// <summary>Where the images, the archives with the same programs and all packages are: made once for all tests.</summary>
    internal static Task<string> ReleasedAsync() => Release.Value;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;

        Released = await ReleasedAsync();
        Host = await ContainerHost.StartAsync();
    }

    private static async Task<string> ReleaseAsync()
    {
        string released = Directory.CreateTempSubdirectory("s2grid-released-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(released, recursive: true);
        string[] kinds = ["tar", "oci", "deb"];
        IEnumerable<string> names = Names.SelectMany(name => kinds.Select(kind => $"{name}-{kind}")).Append("s2grid-deb");
        await Programs.MustRunAsync(
            Path.Combine(ComposeTests.Deploy, "release"),
            [ProgramVersion.Number, released, .. names.SelectMany(name => (string[])["--only", $"{name}-{Architecture}"])]);
        return released;
    }

    /// <summary>The archive of a program's image.</summary>
    public string Image(string program) => Path.Combine(Released, FileName(program) + ".oci.tar");

    /// <summary>Makes an image once more: elsewhere, by a user who lets nobody else read, of the program as its archive has it.</summary>
    /// <returns>The image's archive.</returns>
    public async Task<string> MakeAgainAsync(string program)
    {
        string again = Path.Combine(folder, "again"), tree = Path.Combine(again, program);
        Directory.CreateDirectory(tree);
        await Programs.MustRunAsync(
            "tar", "-xzf", Path.Combine(Released, FileName(program) + ".tar.gz"), "--strip-components=1", "-C", tree);
        await Programs.MustRunAsync(
            "sh", "-c",
            "cd \"$0\" && umask 077 && SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) exec packages/image \"$@\"",
            ComposeTests.Deploy, program, Architecture, ProgramVersion.Number, tree, again, again);
        return Path.Combine(again, Path.GetFileName(Image(program)));
    }

    private static string FileName(string program) => $"{program}-{ProgramVersion.Number}-linux-{Architecture}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
