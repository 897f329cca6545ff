using System.Diagnostics;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Hosts;

/// <summary>Two hosts with a wire between them: network namespaces of this machine, each with a home of its own.</summary>
internal sealed class HostPair : IAsyncDisposable
{
    private readonly string prefix = $"s2g{Environment.ProcessId}";
    private readonly string folder = Directory.CreateTempSubdirectory("s2grid-hosts-").FullName;
    private readonly List<Process> running = [];
    private readonly (string Name, string Address)[] hosts;

    private HostPair((string Name, string Address)[] hosts) => this.hosts = hosts;

    /// <summary>Why there are none, for those who skip their tests then; null if there are some.</summary>
    public static string? WhyNot { get; } = !Environment.IsPrivilegedProcess
        ? "Only root can make network namespaces, which stand for hosts."
        : !InstalledProgram.Exists("ip") ? "ip is missing, which makes network namespaces (apt-get install iproute2)." : null;

    /// <summary>Makes them.</summary>
    /// <param name="programs">What they have installed, by its path.</param>
    /// <param name="hosts">Each one's name and address.</param>
    public static async Task<HostPair> StartAsync(string[] programs, params (string Name, string Address)[] hosts)
    {
        var pair = new HostPair(hosts);
        string bin = Directory.CreateDirectory(Path.Combine(pair.folder, "bin")).FullName;
        foreach (string program in programs)
            File.CreateSymbolicLink(Path.Combine(bin, Path.GetFileName(program)), program);

        // Homes are on one disk, so that a copy to another host is one into its home.
        string scp = Path.Combine(bin, "scp");
        await File.WriteAllTextAsync(scp, $"#!/bin/bash\ncp \"${{@:1:$#-1}}\" '{pair.folder}'/\"${{@: -1:1}}\"\n");
        await Programs.MustRunAsync("chmod", "+x", scp);
        foreach ((string name, _) in hosts)
        {
            // What is after the colon of HOST: is the home.
            Directory.CreateDirectory(pair.HomeOf(name));
            await Programs.MustRunAsync("ip", "netns", "add", pair.Namespace(name));
        }

        await Programs.MustRunAsync(
            "ip", "link", "add", "wire", "netns", pair.Namespace(hosts[0].Name), "type", "veth", "peer", "name", "wire", "netns",
            pair.Namespace(hosts[1].Name));
        foreach ((string name, string address) in hosts)
        {
            await pair.IpAsync(name, "address", "add", $"{address}/24", "dev", "wire");
            await pair.IpAsync(name, "link", "set", "wire", "up");
            await pair.IpAsync(name, "link", "set", "lo", "up");
        }

        return pair;
    }

    /// <summary>Runs a line of a shell on a host; one that ends with an ampersand until it has said something.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has all that it said.</exception>
    public async Task<string> RunAsync(string host, string line)
    {
        string home = HomeOf(host);
        string[] words =
        [
            "netns", "exec", Namespace(host), "env", "-C", home, "-u", "XDG_CONFIG_HOME", "-u", "XDG_STATE_HOME", $"HOME={home}",
            $"STATE_DIRECTORY={home}/agent", $"PATH={folder}/bin:{Environment.GetEnvironmentVariable("PATH")}", "bash", "-c",
        ];
        if (!line.EndsWith('&'))
            return await Programs.MustRunAsync("ip", [.. words, line]);

        string said = Path.Combine(folder, $"{running.Count}.log");
        Process process = Process.Start("ip", [.. words, $"exec {line.TrimEnd('&')} >'{said}' 2>&1"]);
        running.Add(process);
        await Poll.UntilAsync(
            () => process.HasExited || (File.Exists(said) && new FileInfo(said).Length > 0),
            () => $"{line} says nothing.");
        return process.HasExited
            ? throw new InvalidOperationException($"{line} ended with {process.ExitCode}:\n{await File.ReadAllTextAsync(said)}") : said;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Process process in running)
        {
            await Programs.RunAsync("kill", $"{process.Id}");
            await process.WaitForExitAsync();
            process.Dispose();
        }

        foreach ((string name, _) in hosts)
            await Programs.RunAsync("ip", "netns", "delete", Namespace(name));

        Directory.Delete(folder, recursive: true);
    }

    private Task<string> IpAsync(string host, params string[] words) => Programs.MustRunAsync("ip", ["-n", Namespace(host), .. words]);

    private string Namespace(string host) => $"{prefix}-{host}";

    private string HomeOf(string host) => Path.Combine(folder, host + ":");
}
