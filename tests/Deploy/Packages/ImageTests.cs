using S2Grid.Common;

namespace S2Grid.Deploy.Tests.Packages;

/// <summary>The images for containers that deploy/release makes, in podman.</summary>
public sealed class ImageTests(ReleasedImages images) : IClassFixture<ReleasedImages>
{
    public static TheoryData<string> Names => [.. ReleasedImages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Image_MadeTwice_HasTheSameBytes(string program)
    {
        SkipWhereThereIsNone();
        (int code, string said) = await Programs.RunAsync("cmp", images.Image(program), await images.MakeAgainAsync(program));

        Assert.True(code == 0, said);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Image_LoadedAndRun_IsTheProgramOfItsVersion(string program)
    {
        SkipWhereThereIsNone();
        string name = $"localhost/{program}:{ProgramVersion.Number}";

        string loaded = await images.Host.MustRunAsync($"podman load --quiet --input '{images.Image(program)}'");
        string said = await images.Host.MustRunAsync($"podman run --rm --network none {name} --version");
        string labels = await images.Host.MustRunAsync($"podman image inspect --format '{{{{json .Labels}}}}' {name}");

        Assert.Contains(name, loaded, StringComparison.Ordinal);
        Assert.StartsWith(ProgramVersion.Number, said, StringComparison.Ordinal);
        Assert.Contains($"\"org.opencontainers.image.version\":\"{ProgramVersion.Number}\"", labels, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_Started_KeepsItsDataInTheVolumeAndIsNotRoot()
    {
        SkipWhereThereIsNone();
        await images.Host.MustRunAsync($"podman load --quiet --input '{images.Image("s2grid-silo")}'");

        await images.Host.MustRunAsync($"podman run --detach --name silo --network host localhost/s2grid-silo:{ProgramVersion.Number}");
        await images.Host.MustRunAsync("grep -q '\"event\":\"started\"' <(podman logs --follow silo 2>&1) || { podman logs silo; false; }");

        string owners = await images.Host.MustRunAsync(
            "find $(podman inspect --format '{{range .Mounts}}{{.Source}}{{end}}' silo) -type f -printf '%U %f\\n'");
        Assert.Contains("1654 catalogue.db\n", owners, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^(?!1654 )\d", owners);
    }

    private static void SkipWhereThereIsNone() => Assert.SkipWhen(ReleasedImages.WhyNot is not null, ReleasedImages.WhyNot ?? "");
}
