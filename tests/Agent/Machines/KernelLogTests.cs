using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Tests.Machines;

public sealed class KernelLogTests
{
    private const string Boot = "[    0.000000] Linux version 6.12.0 (gcc) #1 SMP\n";

    [Theory]
    [InlineData("Qualcomm erratum 1009, or ARM erratum 1286807, 2441009")]
    [InlineData("Broken broadcast TLBI completion")]
    public void TlbiRepeat_KernelThatHasDetectedAnErratum_IsInForceWithItsWords(string erratum)
    {
        var log = new KernelLog($"{Boot}[    0.000000] CPU features: detected: {erratum}\n");

        Assert.Equal($"in force: {erratum}", log.TlbiRepeat);
        Assert.Equal(erratum, log.Errata);
    }

    [Fact]
    public void Errata_OtherFeaturesBeside_AreNotAmongThem()
    {
        var log = new KernelLog(
            Boot + "[    0.000000] CPU features: detected: GIC system register CPU interface\n"
            + "[    0.000000] CPU features: detected: ARM errata 1165522, 1319367, or 1530923\n"
            + "[    0.000000] CPU features: detected: Spectre-v4\n");

        Assert.Equal("ARM errata 1165522, 1319367, or 1530923; Spectre-v4", log.Errata);
        Assert.Equal("not in force", log.TlbiRepeat);
    }

    [Fact]
    public void Errata_LogThatHasLostItsBeginning_AreNotKnown()
    {
        var log = new KernelLog("[ 9999.000000] eth0: link up\n");

        Assert.Null(log.Errata);
        Assert.Null(log.TlbiRepeat);
        Assert.Null(log.KvmMode);
    }

    [Theory]
    [InlineData("VHE mode initialized successfully", "VHE")]
    [InlineData("Hyp nVHE mode initialized successfully", "Hyp nVHE")]
    [InlineData("Protected nVHE mode initialized successfully", "Protected nVHE")]
    public void KvmMode_OfTheKernelsLine_IsItsWord(string line, string mode) =>
        Assert.Equal(mode, new KernelLog($"{Boot}[    0.081823] kvm [1]: {line}\n").KvmMode);
}
