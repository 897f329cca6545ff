using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Packages;

/// <summary>The units that the packages bring, by systemd's own check.</summary>
public sealed class UnitTests
{
    [Theory]
    [InlineData("s2grid-silo")]
    [InlineData("s2grid-agent")]
    public async Task Unit_OfEachService_IsWithoutComplaint(string program)
    {
        Assert.SkipUnless(InstalledProgram.Exists("systemd-analyze"), "systemd-analyze is missing (apt-get install systemd).");
        string folder = Directory.CreateTempSubdirectory("s2grid-unit-").FullName;
        try
        {
            // With the program in a place of its own, so that it need not be installed here.
            string unit = Path.Combine(folder, program + ".service");
            string text = await File.ReadAllTextAsync(
                Path.Combine(ComposeTests.Deploy, "systemd", program + ".service"), TestContext.Current.CancellationToken);
            Assert.Contains($"ExecStart={program}", text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                unit, text.Replace($"ExecStart={program}", "ExecStart=/bin/true", StringComparison.Ordinal),
                TestContext.Current.CancellationToken);

            (int code, string said) = await Programs.RunAsync("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit);

            Assert.True(code == 0 && said.Length == 0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
