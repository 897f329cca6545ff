namespace S2Grid.Experiments.Runs;

/// <summary>One step of a measured run, by name: populate, enable, for each iteration N dirty-N, get-N and clear-N, disable.</summary>
/// <param name="Name">The step's name; it prefixes columns, as in <c>enable.seconds</c>.</param>
/// <param name="Scope">What was timed.</param>
/// <param name="Seconds">How long it took, from user space, in seconds.</param>
/// <param name="DirtyPages">Pages that the dirty log has; null for steps that read none.</param>
/// <param name="Tables">Table pages that came with the step; null where the machine cannot tell.</param>
/// <param name="Hits">Hits of kernel functions in an untimed sample of the same configuration; empty where nothing was counted.</param>
public sealed record MeasuredStep(
    string Name, Scope Scope, double Seconds, long? DirtyPages, long? Tables, IReadOnlyDictionary<string, long> Hits)
{
    /// <summary>The order in which steps are done: populate, enable, by iteration dirty, get and clear, then disable.</summary>
    public static (int Iteration, int Kind) Order(string name)
    {
        string[] words = name.Split('-');
        int iteration = words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : 0;
        return words[0] switch
        {
            "populate" => (0, 0),
            "enable" => (0, 1),
            "dirty" => (iteration, 0),
            "get" => (iteration, 1),
            "clear" => (iteration, 2),
            _ => (int.MaxValue, 0),
        };
    }
}
