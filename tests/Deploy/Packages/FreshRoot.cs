using System.Runtime.InteropServices;
using S2Grid.Common;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Packages;

/// <summary>A fresh Debian without an SDK, in a folder, into which the package that deploy/release made has been installed. Made once for a
/// class.</summary>
public sealed class FreshRoot : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("s2grid-root-").FullName;

    /// <summary>Why there is none, for those who skip their tests then; null if there is one.</summary>
    public static string? WhyNot { get; } = !Environment.IsPrivilegedProcess
        ? "Only root can make a fresh root and change into it."
        : InstalledProgram.Exists("mmdebstrap") && InstalledProgram.Exists("dpkg-deb")
            ? null : "mmdebstrap is missing, which makes a fresh Debian (apt-get install mmdebstrap).";

    /// <summary>The release of Debian that this machine has.</summary>
    public static string Suite { get; } = File.ReadLines("/etc/os-release")
        .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?.Split('=')[1] ?? "stable";

    /// <summary>The folder that becomes the root.</summary>
    public string Root => Path.Combine(folder, "root");

    /// <summary>What deploy/release made.</summary>
    public string Released => Path.Combine(folder, "released");

    private string Package => Directory.GetFiles(Released, "s2grid_*.deb").Single();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;

        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        await Programs.MustRunAsync(
            Path.Combine(ComposeTests.Deploy, "release"), ProgramVersion.Number, Released, "--only", $"s2grid-deb-{architecture}");

        // What the package depends on comes from Debian, as it would on the machine of somebody who installs it.
        await Programs.MustRunAsync(
            "mmdebstrap", "--quiet", "--variant=minbase", $"--customize-hook=cp '{Package}' \"$1/s2grid.deb\"",
            "--customize-hook=chroot \"$1\" apt-get -qq -y --no-install-recommends install /s2grid.deb", Suite, Root);
    }

    /// <summary>Runs a program in the root, with a <c>/proc</c> of its own.</summary>
    public Task<(int Code, string Said)> RunAsync(params IEnumerable<string> command) => Programs.RunAsync(
        "unshare", ["--mount", "--pid", "--fork", $"--mount-proc={Root}/proc", "chroot", Root, .. command]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
