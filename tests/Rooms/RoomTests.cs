using System.Text.RegularExpressions;

namespace S2Grid.Rooms.Tests;

/// <summary>The shape of the product: folders are namespaces, arrows run one way, files are small.</summary>
public sealed partial class RoomTests
{
    private const int MaxLines = 500;

    /// <summary>Where tests wait for a time and not for what they need (see Poll), and why; a folder stands for what is in it.</summary>
    private static readonly Dictionary<string, string> Pauses = new()
    {
        ["tests/Agent/Harness/FakeGateway.cs"] = "a gateway that has no work answers after a while, as a silo does",
        ["tests/Cli/Processes/CliProcess.cs"] = "looks at a process again and again until it ends",
        ["tests/Cli/Sweeps/ProgressDisplayTests.cs"] = "by a clock of the test's own",
        ["tests/Common/ProcessorTimeTests.cs"] = "the thread's sleep is what is measured",
        ["tests/Deploy/Grafana/"] = "agents report now and then; panels are asked until they show what is expected",
        ["tests/Faults/"] = "how long a fault lasts; between looks at processes",
        ["tests/Fuzz/Fuzzer.cs"] = "an input that takes longer hangs",
        ["tests/Fuzz/Targets/RequestTarget.cs"] = "between looks at a sweep",
        ["tests/Lab/LabProcess.cs"] = "between looks at a process of an emulated host, for longer than Poll looks",
        ["tests/Overhead/"] = "measures, and asserts nothing",
        ["tests/Silo/Harness/PodServer.cs"] = "for ever",
        ["tests/Support/Poll.cs"] = "between looks",
    };

    /// <summary>The rooms' names, for theories.</summary>
    public static TheoryData<string> Names => [.. Room.All.Select(room => room.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFile_HasTheNamespaceOfItsFolder(string name)
    {
        Room room = Room.Find(name);
        Assert.Empty(
            from file in room.Files
            let match = Namespace().Match(Room.Read(file))
            where match.Success && match.Groups[1].Value != room.NamespaceOf(file)
            select $"{file}: namespace {match.Groups[1].Value}, its folder says {room.NamespaceOf(file)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Folders_FormNoCycle(string name)
    {
        Dictionary<(string From, string To), string> uses = Room.Find(name).Uses();
        var left = uses.Keys.ToHashSet();

        // What uses nothing that is left, or is used by nothing that is left, lies on no cycle.
        while (left.RemoveWhere(use => left.All(other => other.From != use.To) || left.All(other => other.To != use.From)) > 0)
        {
        }

        Assert.True(
            left.Count == 0, string.Join('\n', left.Order().Select(use => $"{use.From} -> {use.To}: {uses[use]}").Prepend("On a cycle:")));
    }

    [Fact]
    public void TheClient_HasNoServerAndNoAgentInIt()
    {
        Room client = Room.Find("client/Cli");
        Assert.DoesNotContain("silo/Server", client.Reached.Select(room => room.Name));
        Assert.DoesNotContain("client/Agent", client.Reached.Select(room => room.Name));
        Assert.Empty(
            from room in client.Reached
            from package in room.Packages
            where ServersPackages().IsMatch(package)
            select $"{room.Name}: {package}");
    }

    [Fact]
    public void TheAgent_KnowsNoGrains() =>
        Assert.Empty(
            from room in Room.Find("client/Agent").Reached
            from package in room.Packages
            where package.StartsWith("Microsoft.Orleans", StringComparison.Ordinal)
            select $"{room.Name}: {package}");

    [Fact]
    public void TheEngine_DependsOnNothing()
    {
        Assert.Empty(Room.Find("grains/Mmu").References);
        Assert.Empty(Room.Find("grains/Mmu").Packages);
    }

    [Fact]
    public void Grains_KnowNoServer() =>
        Assert.Empty(
            from room in Room.All
            where room.Name.StartsWith("grains/", StringComparison.Ordinal)
            from reached in room.Reached
            where !reached.Name.StartsWith("grains/", StringComparison.Ordinal)
            select $"{room.Name} -> {reached.Name}");

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFile_IsShort(string name) =>
        Assert.Empty(
            from file in Room.Find(name).Files
            let lines = Room.Read(file).Split('\n').Length
            where lines > MaxLines
            select $"{file}: {lines} lines");

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFile_HasAtMostOnePublicType(string name) =>
        Assert.Empty(
            from file in Room.Find(name).Files
            let types = PublicType().Matches(Room.Read(file))
            where types.Select(type => type.Groups[1].Value).Distinct().Count() > 1
            select $"{file}: {string.Join(", ", types.Select(type => type.Groups[1].Value))}");

    [Fact]
    public void Tests_WaitForWhatTheyNeedAndNotForATime()
    {
        string[] waiting = [.. Room.FilesOfTests.Where(file => Pause().IsMatch(Room.Read(file)))];

        Assert.Empty(from file in waiting
                     where !Pauses.Keys.Any(known => file.StartsWith(known, StringComparison.Ordinal))
                     select $"{file}: wait with Poll.UntilAsync for what the test needs");
        Assert.All(Pauses.Keys, known => Assert.Contains(waiting, file => file.StartsWith(known, StringComparison.Ordinal)));
    }

    [Fact]
    public void ThePicture_IsThatOfToday()
    {
        string picture = Picture.Draw(Room.All);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "rooms.md"), picture);
        Assert.True(
            picture == Room.Read("tests/Rooms/rooms.md"),
            "tests/Rooms/rooms.md shows other uses than today's: look at what has changed, "
            + "and copy rooms.md from beside the test program.");
    }

    [GeneratedRegex(@"(Task\.Delay|Thread\.Sleep)\(|\.(WaitOne|Wait)\(\d")]
    private static partial Regex Pause();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("^(Grpc.AspNetCore|KubernetesClient|Microsoft.Orleans.(Dashboard|Hosting|Clustering).*|OpenTelemetry.*)$")]
    private static partial Regex ServersPackages();

    [GeneratedRegex(@"^public (?:[a-z]+ )*(?:class|struct|interface|enum|record|record struct|delegate \S+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
