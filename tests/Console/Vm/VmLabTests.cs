using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using S2Grid.Support;
using S2Grid.Web.Tests.Harness;

namespace S2Grid.Web.Tests.Vm;

/// <summary>The lab's page over HTTP.</summary>
/// <param name="silo">The silo.</param>
public sealed partial class VmLabTests(ConsoleSilo silo) : IClassFixture<ConsoleSilo>
{
    [Theory]
    [InlineData("memory=1G&backing=hugetlb-1g&chunk=2M", "rfc", "populate,wp,split,split", 3)]
    [InlineData("memory=1G&backing=hugetlb-1g&chunk=2M", "rfc", "populate,wp,split,split", 4)]
    [InlineData("memory=64M&backing=thp&fwb=false", "baseline", "populate,clear,write:stride=2M,clear:stride=2M", 2)]
    [InlineData("memory=96M&backing=thp&thp-coverage=30%25+seed+7&base-offset=1M", "skip-level3", "populate,wp,write:random=0.1,seed=7", 3)]
    [InlineData("memory=512M&granule=16K&backing=hugetlb-32m&ia-bits=40", "lazy", "populate,wp,write:page=5", 3)]
    public async Task Counters_OfAStep_AreThoseOfTheCommand(string axes, string strategy, string steps, int at)
    {
        string page = await silo.GetAsync($"/vm?{axes}&strategy={strategy}&against=none&steps={steps}&at={at}");

        string[] shown = [.. Row().Matches(page).Select(row =>
            string.Join(' ', Cell().Matches(row.Groups[2].Value).Select(cell => cell.Groups[1].Value).Prepend(row.Groups[1].Value)))];
        Assert.NotEmpty(shown);
        Assert.Equal(await CommandAsync(axes, strategy, steps, at), shown);
    }

    [Fact]
    public async Task Tree_OfAPartialSplit_IsFoldedWhereItIsEqual()
    {
        string page = await silo.GetAsync("/vm?memory=1G&backing=hugetlb-1g&chunk=2M&against=none&steps=populate,wp,split");

        Assert.Contains("512 x table", page, StringComparison.Ordinal);
        Assert.Contains("512 x 4K page", page, StringComparison.Ordinal);
        Assert.Contains("262,144 x 4K page, write-protected", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finding_OfTwoStrategies_SaysHowTheyDiffer()
    {
        string page = await silo.GetAsync("/vm?memory=1G&backing=4k&strategy=baseline&against=rfc");

        Assert.Contains("(262,144 to 512)", page, StringComparison.Ordinal);
        Assert.Contains("-99.80 %", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory=lots", "memory: &#x27;lots&#x27; is not allowed; allowed: a size such as")]
    [InlineData("steps=populate,slpit", "steps: &#x27;slpit&#x27; is not a valid step; available: populate, wp, split")]
    [InlineData("backing=hugetlb-32m&granule=64K", "backing hugetlb-32m does not exist with granule 64K")]
    [InlineData("memory=64T", "memory: the lab takes at most 1T")]
    [InlineData("memory=1T&chunk=4K", "chunk: 268,435,456 chunks take long")]
    [InlineData("strategy=%3Cscript%3Ealert(1)%3C/script%3E", "strategy: &#x27;&lt;script&gt;alert(1)&lt;/script&gt;&#x27; is not allowed")]
    [InlineData("scenario=clear&steps=populate", "scenario and steps cannot be combined: both say what is done")]
    [InlineData("against=best", "against: &#x27;best&#x27; is not allowed")]
    public async Task Address_ThatIsWrong_IsAnsweredWithWhatIsWrong(string query, string expected)
    {
        using HttpResponseMessage answer = await silo.Client.GetAsync(silo.At("/vm?" + query), TestContext.Current.CancellationToken);
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_ThatCannotBeDone_IsSaidAndTheStepsBeforeAreShown()
    {
        string page = await silo.GetAsync("/vm?memory=64M&steps=populate,map:page=99999999&at=1");

        Assert.Contains("Step 2, map:page=99999999, was not done: &#x27;map:page=99999999&#x27;: the slot has 16384 pages", page,
            StringComparison.Ordinal);
        Assert.Contains("dcache_bytes", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_LargerThanTheLabGives_AreRefusedWithTheWayOut()
    {
        string page = await silo.GetAsync("/vm?memory=256G&steps=populate,wp,write:stride=2M");

        Assert.Contains("the lab gives tables 32M, and it needs more", page, StringComparison.Ordinal);
    }

    /// <summary>What the program prints of a step: a name and its numbers a line.</summary>
    private static async Task<string[]> CommandAsync(string axes, string strategy, string steps, int at)
    {
        IEnumerable<string> options = axes.Split('&').Select(pair => pair.Split('='))
            .SelectMany(pair => (string[])["--" + pair[0], Uri.UnescapeDataString(pair[1].Replace('+', ' '))]);
        var start = new ProcessStartInfo(BuiltPrograms.S2Grid, ["vm", .. options, "--strategy", strategy, "--steps", steps])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process program = Process.Start(start)!;
        Task<string> errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 0, await errors);
        string step = output.Split($"\n{at}. ")[1].Split("\n\n")[0];
        return [.. step.Split('\n').Skip(2).Select(line => Spaces().Replace(line.Trim(), " ")).Where(line => line.Length > 0)];
    }

    [GeneratedRegex("""<tr>\s*<th scope="row" title="[^"]*">([a-z0-9_]+)</th>(.*?)</tr>""", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("""<td class="number(?: total)?">([^<]+)</td>""")]
    private static partial Regex Cell();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
