using System.Runtime.InteropServices;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Containers;

/// <summary>
/// Images under the names that the compose file and the Dockerfile have for those of registries, made of Debian's packages: a machine
/// without a registry can start the compose file as it is. Grafana is in no package of Debian's.
/// </summary>
internal static class StandInImages
{
    private static readonly string Here = Path.Combine(Clone, "tests/Deploy/Containers/Images");

    /// <summary>What nobody needs in them; PostgreSQL does without its compiler where that is missing.</summary>
    private static readonly string[] LeftOut =
    [
        "/usr/share/doc/*", "/usr/share/javascript/*", "/usr/share/locale/*", "/usr/share/man/*", "/usr/bin/promtool",
        "/usr/lib/*/libLLVM*", "/usr/lib/*/libz3*", "/usr/lib/postgresql/*/lib/bitcode/*", "/usr/lib/postgresql/*/lib/llvmjit*",
    ];

    private static string Clone => Path.GetFullPath("..", ComposeTests.Deploy);

    /// <summary>Makes them, and the silo's by its Dockerfile.</summary>
    /// <param name="host">Where.</param>
    /// <param name="images">The compose file's, by service.</param>
    public static async Task MakeAsync(ContainerHost host, IReadOnlyDictionary<string, string> images)
    {
        string suite = File.ReadLines("/etc/os-release").Single(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal));
        string archive = Path.Combine(host.Home, "debian.tar");
        await Programs.MustRunAsync(
            "mmdebstrap",
            [
                "--quiet", "--variant=essential", "--dpkgopt=force-unsafe-io",
                "--include=postgresql,redis-server,prometheus,wget,libssl3",
                .. LeftOut.Select(path => $"--dpkgopt=path-exclude={path}"),
                "--essential-hook=mkdir -p \"$1/etc/postgresql-common\"",
                "--essential-hook=echo create_main_cluster = false > \"$1/etc/postgresql-common/createcluster.conf\"",
                suite.Split('=')[1], archive,
            ]);
        await host.MustRunAsync($"podman import --quiet '{archive}' localhost/debian && rm '{archive}'");

        string dotnet = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        await BuildAsync(host, "sdk", "localhost/sdk", "");
        await BuildAsync(host, "runtime", "localhost/runtime", $"--volume '{dotnet}:/dotnet:ro'");
        foreach ((string service, string image) in images)
            await BuildAsync(host, service, image, "");

        string silo = Path.GetDirectoryName(BuiltPrograms.S2Grid.Replace("client/Cli", "silo/Server", StringComparison.Ordinal))!;
        await host.MustRunAsync(
            $"podman build --quiet -f '{Clone}/deploy/compose/Dockerfile' -t s2grid-silo --build-arg SDK=localhost/sdk "
            + $"--build-arg RUNTIME=localhost/runtime --volume '{silo}:/published:ro' '{Clone}'");
    }

    private static Task<string> BuildAsync(ContainerHost host, string target, string image, string options) =>
        host.MustRunAsync($"podman build --quiet --target {target} -t {image} {options} '{Here}'");
}
