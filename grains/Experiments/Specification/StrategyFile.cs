using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>Strategies of one's own outside of a sweep.</summary>
public static class StrategyFile
{
    /// <summary>Whether a text can be the name of a strategy of one's own.</summary>
    public static bool IsName(string text) => StrategiesSection.IsName(text);

    /// <summary>Reads the strategies of a sweep file, whose other sections need not be there, or of its section alone.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="faults">Everything that is wrong with them.</param>
    /// <returns>For each name the text that the axis <c>strategy</c> has for it.</returns>
    public static IReadOnlyDictionary<string, string> Read(string yaml, out IReadOnlyList<SpecificationError> faults)
    {
        var errors = new ErrorList();
        SpecNode? root = SpecReader.Read(yaml, errors);
        SpecNode? section = root is SpecMap map && (map["strategies"] ?? map["axes"]) is not null ? map["strategies"] : root;
        Dictionary<string, string> strategies = StrategiesSection.Read(section, errors);
        if (strategies.Count == 0 && errors.Count == 0)
            errors.Add((root as SpecMap)!.Error("The file has no section 'strategies'."));

        faults = errors.InOrder();
        return strategies;
    }
}
