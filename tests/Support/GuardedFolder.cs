using System.Diagnostics;

namespace S2Grid.Support;

/// <summary>
/// A temporary folder that is deleted when it is disposed of. If the test's process is killed, a small guard process deletes it, once it
/// has killed what was started with it in its arguments or environment.
/// </summary>
public sealed class GuardedFolder : IDisposable
{
    /// <summary>Waits until its standard input ends with the process that writes to it, then clears up.</summary>
    private const string Script =
        """
        trap "" INT HUP
        read -r _
        for id in $(grep -lsF "$0" /proc/[0-9]*/cmdline /proc/[0-9]*/environ | cut -d/ -f3 | sort -u)
        do
            [ "$id" = $$ ] || kill -9 "$id"
        done
        sleep 1
        rm -rf "$0"
        """;

    private readonly Process guard;

    /// <summary>Makes one.</summary>
    /// <param name="name">What it is for, a part of its name.</param>
    public GuardedFolder(string name)
    {
        Path = Directory.CreateTempSubdirectory($"s2grid-{name}-").FullName;
        guard = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", Script, Path]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        guard.Kill();
        guard.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
