namespace S2Grid.Runs;

/// <summary>How every run of a sweep with backend kvm is done: the section <c>kvm</c> of its file.</summary>
public sealed class KvmSettings
{
    private readonly SettingValue[] values;

    /// <summary>Everything as it is without the section.</summary>
    public KvmSettings()
        : this([.. KvmKeys.All.Select(key => key.DefaultValue!)])
    {
    }

    private KvmSettings(SettingValue[] values) => this.values = values;

    /// <inheritdoc cref="KvmKeys.Iterations"/>
    public int Iterations => Get(KvmKeys.Iterations);

    /// <inheritdoc cref="KvmKeys.ClearPages"/>
    public int ClearPages => Get(KvmKeys.ClearPages);

    /// <inheritdoc cref="KvmKeys.Vcpus"/>
    public int Vcpus => Get(KvmKeys.Vcpus);

    /// <inheritdoc cref="KvmKeys.Memslots"/>
    public int Memslots => Get(KvmKeys.Memslots);

    /// <inheritdoc cref="KvmKeys.WritePercent"/>
    public int WritePercent => Get(KvmKeys.WritePercent);

    /// <inheritdoc cref="KvmKeys.Order"/>
    public long? OrderSeed => Get(KvmKeys.Order);

    /// <inheritdoc cref="KvmKeys.ManualProtect"/>
    public ManualProtection ManualProtect => Get(KvmKeys.ManualProtect);

    /// <inheritdoc cref="KvmKeys.DirtyRing"/>
    public bool DirtyRing => Get(KvmKeys.DirtyRing);

    /// <inheritdoc cref="KvmKeys.WarmUps"/>
    public int WarmUps => Get(KvmKeys.WarmUps);

    /// <inheritdoc cref="KvmKeys.VerifyCounts"/>
    public bool VerifyCounts => Get(KvmKeys.VerifyCounts);

    /// <inheritdoc cref="KvmKeys.Driver"/>
    public KvmDriver Driver => Get(KvmKeys.Driver);

    /// <inheritdoc cref="KvmKeys.TimeLimit"/>
    public int TimeLimitSeconds => Get(KvmKeys.TimeLimit);

    /// <summary>What decides what is measured: a part of a run's identity.</summary>
    public IEnumerable<(string Name, string Value)> EffectiveValues => Named(isIdentity: true);

    /// <summary>Everything; what is no part of a run's identity comes last.</summary>
    public IEnumerable<(string Name, string Value)> All => Named(isIdentity: true).Concat(Named(isIdentity: false));

    /// <summary>The value of a setting.</summary>
    public T Get<T>(Setting<T> key) => ((SettingValue<T>)values[key.Index]).Value;

    /// <summary>The same with another value of a setting.</summary>
    public KvmSettings With(Setting key, SettingValue value)
    {
        SettingValue[] changed = [.. values];
        changed[key.Index] = value;
        return new KvmSettings(changed);
    }

    private IEnumerable<(string Name, string Value)> Named(bool isIdentity) =>
        KvmKeys.All.Where(key => key.IsIdentity == isIdentity).Select(key => (key.Name, values[key.Index].Text));
}
