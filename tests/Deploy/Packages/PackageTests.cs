using System.Formats.Tar;
using System.IO.Compression;
using S2Grid.Cli.Tests.OlderData;

namespace S2Grid.Deploy.Tests.Packages;

/// <summary>The package of s2grid on a machine that has nothing else: no SDK, no runtime, no fonts.</summary>
public sealed class PackageTests(FreshRoot root) : IClassFixture<FreshRoot>
{
    private static readonly string Kept = Path.Combine(AppContext.BaseDirectory, "OlderData");

    [Fact]
    public async Task Run_OfTheMainJob_PrintsItsTableWithoutAnSdk()
    {
        SkipWhereThereIsNone();
        (int none, _) = await root.RunAsync("sh", "-c", "command -v dotnet");

        (int code, string said) = await root.RunAsync("s2grid", "run", "rfc-2026-05", "--data", "/var/tmp/new");

        Assert.NotEqual(0, none);
        Assert.True(code == 0, said);
        Assert.Matches(@"hugetlb-1g +rfc +0 +-100\.00 % +1 +-99\.9996 % +1 +513 ", said);
        Assert.Contains("enable    4k          rfc        -97.33 %  -97.1 % (-99.8 to -96.9)  rfc-2026-05  fitted  inside", said,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rfc-2026-05")]
    [InlineData("matrix-small")]
    public async Task Results_OfAnEarlierVersion_HaveEveryFigureThatTheyHad(string sweep)
    {
        SkipWhereThereIsNone();
        string data = Directory.CreateTempSubdirectory("older-").FullName;
        await using var archive = new GZipStream(File.OpenRead(Path.Combine(Kept, "data.tar.gz")), CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(archive, data, overwriteFiles: true, TestContext.Current.CancellationToken);
        Directory.Move(Path.Combine(data, "data-cec6165"), Path.Combine(root.Root, "var/tmp", sweep));
        Directory.Delete(data, recursive: true);

        (int code, _) = await root.RunAsync(
            "s2grid", "results", sweep, "--format", "csv", "--data", $"/var/tmp/{sweep}", "--output", $"/var/tmp/{sweep}.csv");

        using var then = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Kept, sweep + ".csv.gz")), CompressionMode.Decompress));
        ResultsCsv now = ResultsCsv.Parse(await File.ReadAllTextAsync(
            Path.Combine(root.Root, "var/tmp", sweep + ".csv"), TestContext.Current.CancellationToken));
        now.HasAllOf(ResultsCsv.Parse(await then.ReadToEndAsync(TestContext.Current.CancellationToken)));
        Assert.True(code is 0 or 1);
    }

    [Fact]
    public async Task Doctor_WithoutFonts_NamesThePackage()
    {
        SkipWhereThereIsNone();
        (int code, string said) = await root.RunAsync("s2grid", "doctor", "pictures", "runs");

        Assert.Equal(1, code);
        Assert.Contains("fonts: sudo apt-get install fonts-dejavu-core", said, StringComparison.Ordinal);
        Assert.Matches("data folder +ok", said);
    }

    [Fact]
    public async Task Files_AreWhereShellsAndReadersLookForThem_AndAreRoots()
    {
        SkipWhereThereIsNone();
        (_, string completed) = await root.RunAsync("bash", "-c",
            ". /usr/share/bash-completion/completions/s2grid; COMP_WORDS=(s2grid doc); COMP_CWORD=1; _s2grid; echo ${COMPREPLY[@]}");
        (_, string page) = await root.RunAsync("sh", "-c", "zcat /usr/share/man/man1/s2grid.1.gz");
        (_, string checkedFiles) = await root.RunAsync("dpkg", "--verify", "s2grid");
        (_, string strange) =
            await root.RunAsync("sh", "-c", "dpkg -L s2grid | xargs stat -c '%u:%g %A %n' | grep -v '^0:0 [-d]rw.r-.r-\\|^0:0 l'");

        Assert.Equal("doctor", completed.Trim());
        Assert.Contains("\n.SS s2grid doctor\n", page, StringComparison.Ordinal);
        Assert.Empty(checkedFiles);
        Assert.Empty(strange);
    }

    [Fact]
    public async Task Sums_AreThoseOfTheFiles()
    {
        SkipWhereThereIsNone();
        string said = await Programs.MustRunAsync("sh", "-c", $"cd '{root.Released}' && sha256sum --check SHA256SUMS");

        Assert.Matches(@"^s2grid_.*\.deb: OK\n$", said);
    }

    private static void SkipWhereThereIsNone() => Assert.SkipWhen(FreshRoot.WhyNot is not null, FreshRoot.WhyNot ?? "");
}
