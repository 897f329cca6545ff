namespace S2Grid.Experiments.Kvm;

/// <summary>One key of the section <c>kvm</c> of a sweep file.</summary>
/// <param name="Name">The key.</param>
/// <param name="Description">What it decides.</param>
/// <param name="Allowed">Its values, for people.</param>
/// <param name="Known">Values that are words; empty for numbers.</param>
/// <param name="Read">The settings with a value of it; null if the value is not allowed.</param>
internal sealed record KvmSetting(
    string Name, string Description, string Allowed, IReadOnlyList<string> Known, Func<KvmSettings, string, KvmSettings?> Read);
