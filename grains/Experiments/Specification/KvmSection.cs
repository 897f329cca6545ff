using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>Reads the section <c>kvm</c> of a sweep file, and what a command line says of it.</summary>
internal static class KvmSection
{
    /// <summary>What <c>--set</c> writes before a key of the section.</summary>
    internal const string Prefix = "kvm.";

    /// <summary>The settings of a sweep whose backend is kvm.</summary>
    internal static KvmSettings Read(SpecNode? section, ErrorList errors)
    {
        var settings = new KvmSettings();
        const string Message = "'kvm' is a mapping from settings to values, such as 'kvm: {iterations: 2, vcpus: 4}'.";
        foreach ((SpecScalar key, SpecNode node) in errors.EntriesOf(section, Message))
            settings = Change(settings, key, node, "kvm", errors);

        return settings;
    }

    /// <summary>The settings with one that a command line gives.</summary>
    internal static KvmSettings Override(KvmSettings settings, string name, string text, ErrorList errors) =>
        Change(settings, new SpecScalar(0, 0, name), new SpecScalar(0, 0, text), "--set kvm", errors);

    private static KvmSettings Change(KvmSettings settings, SpecScalar key, SpecNode node, string section, ErrorList errors)
    {
        if (KvmKeys.All.FirstOrDefault(setting => setting.Name == key.Value) is not { } known)
        {
            string[] names = [.. KvmKeys.All.Select(setting => setting.Name)];
            string message = $"{section}: no setting is called '{SpecNode.Shorten(key.Value)}'; there are {string.Join(", ", names)}.";
            errors.AddUnknown(key, key.Value, message, names);
        }
        else if (node is SpecScalar && known.TryRead(node.Text) is { } value)
        {
            return settings.With(known, value);
        }
        else
        {
            errors.AddNotAllowed(node, section + ".", known);
        }

        return settings;
    }
}
