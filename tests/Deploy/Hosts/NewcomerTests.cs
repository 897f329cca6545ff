using System.Text.RegularExpressions;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Hosts;

/// <summary>
/// The way from nothing to an agent on a second host that <c>deploy/operating.md</c> shows, with TLS and tokens: its lines as they stand
/// there. Those that install are left out, for what is built here is there already; <see cref="Packages.PackageTests"/> installs packages.
/// </summary>
public sealed partial class NewcomerTests
{
    private const int MostCommands = 10;

    private static readonly bool HasKvm = File.Exists("/dev/kvm");

    private static readonly (string Host, string Line)[] Commands =
        [.. Command().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "operating.md")))
            .Select(match => (match.Groups["host"].Value, match.Groups["line"].Value))];

    [Fact]
    public void Commands_OfTheGuide_AreTenAtMost() => Assert.InRange(Commands.Length, 1, MostCommands);

    [Fact]
    public async Task Commands_OfTheGuide_LeadToAnAgentOnASecondHost()
    {
        Assert.SkipWhen(HostPair.WhyNot is not null, HostPair.WhyNot ?? "");
        string silo =
            Path.GetFullPath("s2grid-silo", Path.GetDirectoryName(BuiltPrograms.S2Grid.Replace("client/Cli", "silo/Server"))!);
        await using HostPair hosts =
            await HostPair.StartAsync([BuiltPrograms.S2Grid, silo, Programs.Agent], ("rack1", "10.77.0.1"), ("arm1", "10.77.0.2"));
        string said = "";
        foreach ((string host, string line) in Commands.Where(IsTried))
            said = await hosts.RunAsync(host, line);

        // Without KVM it registers, and its program says that it cannot measure here, and ends.
        Regex awaited = HasKvm ? Online() : Registered();
        (string last, string list) = Commands[^1];
        await Poll.UntilAsync(
            async () => awaited.IsMatch(said = await hosts.RunAsync(last, list)), () => $"No agent is there:\n{said}");
    }

    private static bool IsTried((string Host, string Line) command) =>
        !command.Line.StartsWith("sudo apt-get ", StringComparison.Ordinal)
        && (HasKvm || !command.Line.StartsWith("s2grid-agent run", StringComparison.Ordinal));

    [GeneratedRegex(@"^(?<host>rack1|arm1)\$ (?<line>.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    /// <summary>An agent's name, and that it is active.</summary>
    [GeneratedRegex(@"^\S+ +(yes|no) +active ", RegexOptions.Multiline)]
    private static partial Regex Registered();

    /// <summary>An agent's name, and that it is online.</summary>
    [GeneratedRegex(@"^\S+ +yes +", RegexOptions.Multiline)]
    private static partial Regex Online();
}
