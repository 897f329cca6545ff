using System.Text.RegularExpressions;
using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Machines;

/// <summary>What the kernel said of the machine when it booted, as far as its log still has it.</summary>
internal sealed partial class KernelLog
{
    private const int ReadAll = 3;
    private const int SizeOfBuffer = 10;
    private const string Detected = "CPU features: detected: ";

    private readonly string text;

    /// <summary>Makes one of what <c>dmesg</c> shows.</summary>
    internal KernelLog(string text) => this.text = text;

    /// <summary>Errata of the CPUs, and other shortcomings, that the kernel works around; null where that cannot be told.</summary>
    internal string? Errata => IsWhole ? string.Join("; ", Shortcomings().DefaultIfEmpty("none")) : null;

    /// <summary>Whether the kernel repeats each broadcast TLB invalidation (ARM64_WORKAROUND_REPEAT_TLBI), in words; null where that
    /// cannot be told.</summary>
    internal string? TlbiRepeat => Shortcomings().FirstOrDefault(RepeatedTlbi().IsMatch) is { } why ? $"in force: {why}"
        : IsWhole ? "not in force" : null;

    /// <summary>How KVM runs: <c>VHE</c>, <c>Hyp nVHE</c>, or <c>Protected nVHE</c>, which is pKVM; null where that cannot be
    /// told.</summary>
    internal string? KvmMode => Mode().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The log begins with the boot: what it does not say was not said.</summary>
    private bool IsWhole => text.Contains("Linux version ", StringComparison.Ordinal);

    /// <summary>Reads it; empty where it may not be read (kernel.dmesg_restrict).</summary>
    internal static KernelLog Read()
    {
        byte[] bytes = new byte[1];
        int size = Native.KernelLog(SizeOfBuffer, ref bytes[0], bytes.Length);
        if (size <= 0)
            return new KernelLog("");

        bytes = new byte[size];
        int length = Native.KernelLog(ReadAll, ref bytes[0], size);
        return new KernelLog(Encoding.UTF8.GetString(bytes, 0, Math.Max(0, length)));
    }

    private IEnumerable<string> Shortcomings() =>
        from line in text.Split('\n')
        let at = line.IndexOf(Detected, StringComparison.Ordinal)
        where at >= 0
        let feature = line[(at + Detected.Length)..].Trim()
        where Shortcoming().IsMatch(feature)
        select feature;

    [GeneratedRegex("errat|workaround|broken|mitigation|spectre", RegexOptions.IgnoreCase)]
    private static partial Regex Shortcoming();

    /// <summary>The kernel's words for it have changed; the numbers are those of the errata that need it.</summary>
    [GeneratedRegex(@"\b(1009|1286807|2441007|2441009|4118414)\b|Broken broadcast TLBI")]
    private static partial Regex RepeatedTlbi();

    [GeneratedRegex(@"kvm \[\d+\]: (\S+(?: \S+)?) mode initialized")]
    private static partial Regex Mode();
}
