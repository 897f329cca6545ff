using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Common;

namespace S2Grid.Cli.Tests.Pki;

public sealed partial class PkiCommandTests : IDisposable
{
    private readonly PkiFixture cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task InitIssueShow_SayWhatTheyMade()
    {
        CliResult init = await cli.RunAsync("pki init --cluster-id lab");
        CliResult silo = await cli.RunAsync("pki issue silo rack1 --host rack1.lab --host 10.0.0.7");
        CliResult client = await cli.RunAsync("pki issue client alice --days 30");
        CliResult shownSilo = await cli.RunAsync("pki show pki/rack1.crt");
        CliResult shownClient = await cli.RunAsync("pki show pki/alice.crt");
        CliResult shownAuthority = await cli.RunAsync("pki show pki/ca.crt");
        CliResult shownKey = await cli.RunAsync("pki show pki/alice.key");

        IEnumerable<CliResult> all = [init, silo, client, shownSilo, shownClient, shownAuthority, shownKey];
        string text = string.Join("\n", all.Select(result => result.Exits(ExitCode.Done).Out));
        Snapshot.Matches("pki", Fingerprint().Replace(text, "FINGERPRINT"));
    }

    [Fact]
    public async Task Issue_MakesKeysThatOnlyTheUserCanRead()
    {
        await cli.RunAsync("pki init");
        (await cli.RunAsync("pki issue silo a")).Exits(ExitCode.Done);

        Assert.Equal(AtomicFile.OwnerOnly, cli.ModeOf("pki/ca.key"));
        Assert.Equal(AtomicFile.OwnerOnly, cli.ModeOf("pki/a.key"));
    }

    [Theory]
    [InlineData("pki init", "pki/ca.crt", "--force")]
    [InlineData("pki issue client a", "pki/a.crt", "--renew")]
    public async Task InitAndIssue_OverWhatIsThere_ChangeNothingUnlessTold(string line, string file, string flag)
    {
        await cli.RunAsync("pki init");
        (await cli.RunAsync("pki issue client a")).Exits(ExitCode.Done);
        string before = await File.ReadAllTextAsync(cli.PathOf(file), TestContext.Current.CancellationToken);

        CliResult refused = await cli.RunAsync(line);
        string unchanged = await File.ReadAllTextAsync(cli.PathOf(file), TestContext.Current.CancellationToken);
        CliResult done = await cli.RunAsync($"{line} {flag}");
        string changed = await File.ReadAllTextAsync(cli.PathOf(file), TestContext.Current.CancellationToken);

        Assert.Contains(flag, refused.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Equal(before, unchanged);
        done.Exits(ExitCode.Done);
        Assert.NotEqual(before, changed);
    }

    [Fact]
    public async Task Show_OfAnExpiredCertificate_SaysSo()
    {
        await cli.RunAsync("pki init");
        await cli.RunAsync("pki issue client a --days 30");
        cli.Wait(days: 31);

        CliResult shown = await cli.RunAsync("pki show pki/a.crt");

        Assert.Contains("from 2027-03-01 to 2027-03-31, expired", shown.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_BeyondTheAuthoritysLife_EndsWithIt()
    {
        await cli.RunAsync("pki init --days 100");

        CliResult issued = await cli.RunAsync("pki issue silo a --days 365");

        Assert.Contains("good until 2027-06-09", issued.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_WithSeveralFaults_NamesAll()
    {
        CliResult result = await cli.RunAsync("pki issue sillo ../a --host b_/c");

        Snapshot.Matches("pki-issue-faults", result.Exits(ExitCode.Usage).Error);
    }

    [Fact]
    public async Task Issue_WithoutAnAuthority_SaysHowToMakeOne()
    {
        CliResult result = await cli.RunAsync("pki issue silo a");

        Assert.Contains("s2grid pki init", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Fingerprint();
}
