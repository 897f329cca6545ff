using System.Diagnostics;
using System.Text.RegularExpressions;

namespace S2Grid.Silo.Tests.Api;

/// <summary>The examples of <c>client/docs/api.md</c>: each is given to a shell, in order, and its output compared.</summary>
public sealed partial class ApiDocumentTests(ApiSilo silo) : IClassFixture<ApiSilo>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-api-document-");

    [Fact]
    public async Task Document_EachCommand_PrintsWhatItSays()
    {
        string file = Snapshots.PathOf("client", "docs", "api.md");
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        string actual = text;
        foreach (Match block in Blocks().Matches(text))
        {
            string said = await RunAsync(block.Groups["command"].Value);
            actual = actual.Replace(block.Value, $"{block.Groups["head"].Value}{said}```\n", StringComparison.Ordinal);
        }

        if (Environment.GetEnvironmentVariable("S2GRID_UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        else
            Assert.Equal(text, actual);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<string> RunAsync(string command)
    {
        using var shell = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", command])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = folder.FullName,
                Environment = { ["S2GRID"] = silo.Address.GetLeftPart(UriPartial.Authority) },
            },
        };
        shell.Start();
        string said = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Length == 0 || said.EndsWith('\n') ? said : said + "\n";
    }

    [GeneratedRegex(@"(?<head>^```\n\$ (?<command>curl[^\n]*|printf[^\n]*)\n)(.|\n)*?^```\n", RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
