using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Tests.Machines;

/// <summary>A machine's nature is seen, not told.</summary>
public sealed class ProvenanceTests
{
    [Theory]
    [InlineData("emulated", "0x000f0510", "linux,dummy-virt", null, "")] // QEMU TCG, -cpu max
    [InlineData("emulated", "0x413fd0c1", "linux,dummy-virt", null, "")] // QEMU TCG, -cpu neoverse-n1
    [InlineData("emulated", "0x411fd0f0", "FVP Base RevC arm,fvp-base-revc", null, "")]
    [InlineData("emulated", "0x411fd0f0", null, null, "")] // Arm's architecture envelope model
    [InlineData("emulated", "0x413fd0c1", null, "QEMU QEMU Virtual Machine EDK II", "")]
    [InlineData("nested", "0xc00fac30", "linux,dummy-virt", null, "KVM virtual PTP")]
    [InlineData("hardware", "0xc00fac30", null, "Supermicro ARS-210M-NR Ampere(R)", "")]
    [InlineData("hardware", "0x430f0af1", null, "GIGABYTE R281-T91-00", "")] // ThunderX2
    [InlineData("hardware", "0x414fd0b1", "Raspberry Pi 5 Model B raspberrypi,5-model-b", null, "")]
    public void Of_Arm64_IsDecidedFromTheMachine(string expected, string midr, string? tree, string? firmware, string clocks) =>
        Assert.Equal(expected, ProvenanceDecision.Of(new ProvenanceEvidence
        {
            Architecture = "arm64",
            Midr = midr,
            DeviceTree = tree,
            Firmware = firmware,
            Clocks = clocks,
        }).Provenance);

    [Theory]
    [InlineData("emulated", "TCGTCGTCGTCG", "QEMU Standard PC")]
    [InlineData("emulated", null, "Bochs Bochs")]
    [InlineData("nested", "KVMKVMKVM", null)]
    [InlineData("nested", "Microsoft Hv", "Microsoft Corporation Virtual Machine")]
    [InlineData("nested", null, "QEMU Standard PC (Q35 + ICH9, 2009)")] // a hypervisor that hides
    [InlineData("hardware", null, "Dell Inc. PowerEdge R6525")]
    [InlineData("hardware", null, null)]
    public void Of_X64_IsDecidedFromTheMachine(string expected, string? signature, string? firmware)
    {
        var decision = ProvenanceDecision.Of(new ProvenanceEvidence
        {
            Architecture = "x64",
            HypervisorSignature = signature,
            Firmware = firmware,
        });

        Assert.Equal(expected, decision.Provenance);
        Assert.NotEmpty(decision.Reason);
    }
}
