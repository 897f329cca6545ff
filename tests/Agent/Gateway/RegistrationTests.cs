using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S2Grid.Agent.Tests.Harness;

namespace S2Grid.Agent.Tests.Gateway;

/// <summary>Joining a grid, and whom an agent believes.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly TemporaryState state = new();

    public void Dispose() => state.Dispose();

    [Fact]
    public async Task Register_WrongToken_SaysWhatTheGridSays()
    {
        await using var gateway = new FakeGateway();
        await gateway.StartAsync();
        (int exitCode, string output) = await AgentProcess.RunAsync(
            "register", "--state", state.Path, "--silo", gateway.Address, "--token", "wrong");

        Assert.Equal(1, exitCode);
        Assert.Contains("The token is not known.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_StateThatCannotBeKept_SaysWhereAndWhy()
    {
        await using var gateway = new FakeGateway();
        await gateway.StartAsync();
        Directory.CreateDirectory(Path.Combine(state.Path, "lock"));

        await ExpectAsync("/proc/s2grid-agent", "Choose another folder with --state.");
        await ExpectAsync(state.Path, Path.Combine(state.Path, "lock"));
        if (!Faults.Tests.SmallDisk.IsAvailable)
            return;
        await using Faults.Tests.SmallDisk disk = await Faults.Tests.SmallDisk.MountAsync(1);
        disk.Fill();
        await ExpectAsync(disk.Folder, "No space left on device");

        async Task ExpectAsync(string folder, string said)
        {
            (int exitCode, string output) = await AgentProcess.RunAsync(
                "register", "--state", folder, "--silo", gateway.Address, "--token", FakeGateway.Token);
            Assert.Equal(1, exitCode);
            Assert.Contains(said, output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Register_Twice_IsRefusedUnlessForced()
    {
        await using var gateway = new FakeGateway();
        await gateway.StartAsync();
        await AgentProcess.RegisterAsync(gateway, state);
        string key = File.ReadAllText(Path.Combine(state.Path, "key.pem"));
        string[] again = ["register", "--state", state.Path, "--silo", gateway.Address, "--token", FakeGateway.Token];
        (int exitCode, string output) = await AgentProcess.RunAsync(again);

        Assert.Equal(1, exitCode);
        Assert.Contains("registered as lab-1 (agent-1); --force", output, StringComparison.Ordinal);
        Assert.Equal(0, (await AgentProcess.RunAsync([.. again, "--force"])).ExitCode);
        Assert.NotEqual(key, File.ReadAllText(Path.Combine(state.Path, "key.pem")));
    }

    [Fact]
    public async Task Register_OverTls_BelievesItsAuthorityAndNoOther()
    {
        using X509Certificate2 authority = Authority("right", out string file);
        using X509Certificate2 other = Authority("other", out string otherFile);
        using X509Certificate2 certificate = Issue(authority, DateTimeOffset.UtcNow.AddDays(-1), IPAddress.Loopback);
        await using var gateway = new FakeGateway(certificate);
        await gateway.StartAsync();

        await ExpectAsync(gateway.Address, otherFile, "not signed by the authority in");
        await ExpectAsync(gateway.Address, null, "name the grid's own with --ca FILE");
        await ExpectAsync(gateway.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), file,
            "its certificate is for 127.0.0.1, not for the name in --silo");
        (int exitCode, string output) = await RegisterAsync(gateway.Address, file);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Register_WithAClockThatIsWrong_SaysSo()
    {
        using X509Certificate2 authority = Authority("right", out string file);
        using X509Certificate2 certificate = Issue(authority, DateTimeOffset.UtcNow.AddHours(1), IPAddress.Loopback);
        await using var gateway = new FakeGateway(certificate);
        await gateway.StartAsync();

        await ExpectAsync(gateway.Address, file, "this machine's clock says");
    }

    [Theory]
    [InlineData("http://192.0.2.1:11090", "plain HTTP goes to this machine's loopback only")]
    [InlineData("ftp://localhost", "is not a valid address")]
    [InlineData("https://", "is not a valid address")]
    public async Task Register_AddressThatIsNoGood_SaysWhatToWrite(string address, string expected)
    {
        (int exitCode, string output) = await AgentProcess.RunAsync(
            "register", "--state", state.Path, "--silo", address, "--token", "any");

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EphemeralWithAToken_RegistersAndForgetsItself()
    {
        ThisMachine.RequireKvm();
        await using var gateway = new FakeGateway();
        await gateway.StartAsync();
        await using AgentProcess agent = new(
            "run", "--state", state.Path, "--silo", gateway.Address, "--token", FakeGateway.Token, "--ephemeral");
        await agent.UntilAsync(() => !gateway.Leases.IsEmpty, "it waited for work");

        Assert.Equal(0, await agent.TerminateAsync());
        Assert.False(File.Exists(Path.Combine(state.Path, "identity.json")));
        Assert.False(File.Exists(Path.Combine(state.Path, "key.pem")));
    }

    [Fact]
    public async Task Run_EphemeralAfterASuddenEnd_RegistersAgainWithItsKey()
    {
        ThisMachine.RequireKvm();
        await using var gateway = new FakeGateway();
        await gateway.StartAsync();
        string[] run = ["run", "--state", state.Path, "--silo", gateway.Address, "--token", FakeGateway.Token, "--ephemeral"];
        await using (AgentProcess agent = new(run))
        {
            await agent.UntilAsync(() => !gateway.Leases.IsEmpty, "it waited for work");
            await agent.KillAsync();
        }

        string key = File.ReadAllText(Path.Combine(state.Path, "key.pem"));
        await using AgentProcess next = new(run);
        await next.UntilSaidAsync("Registered as");
        Assert.Equal(key, File.ReadAllText(Path.Combine(state.Path, "key.pem")));
        Assert.Equal(0, await next.TerminateAsync());
    }

    [Fact]
    public async Task Run_NotRegistered_SaysHowTo()
    {
        ThisMachine.RequireKvm();
        (int exitCode, string output) = await AgentProcess.RunAsync("run", "--state", state.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("s2grid-agent register --silo", output, StringComparison.Ordinal);
    }

    private async Task ExpectAsync(string address, string? authority, string expected)
    {
        (int exitCode, string output) = await RegisterAsync(address, authority);
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output)> RegisterAsync(string address, string? authority) => AgentProcess.RunAsync(
        ["register", "--state", state.Path, "--silo", address, "--token", FakeGateway.Token,
            .. authority is null ? Array.Empty<string>() : ["--ca", authority]]);

    private X509Certificate2 Authority(string name, out string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        file = Path.Combine(state.Path, $"{name}.crt");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return certificate;
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, DateTimeOffset from, IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(authority, from, DateTimeOffset.UtcNow.AddDays(1.5), [1, 2, 3, 4]);
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
