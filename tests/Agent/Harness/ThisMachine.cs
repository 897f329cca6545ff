namespace S2Grid.Agent.Tests.Harness;

/// <summary>Whether experiments can be carried out on this machine.</summary>
internal static class ThisMachine
{
    /// <summary>Skips a test where there is no KVM; where there is one and it does not work, the test runs, and fails.</summary>
    public static void RequireKvm() => Assert.SkipUnless(File.Exists("/dev/kvm"), "There is no /dev/kvm on this machine.");
}
