namespace S2Grid.Agent.Counting;

/// <summary>
/// Probes at kernel functions, which count how often each is reached. They slow the kernel down, so nothing is timed while they are in
/// place; they are taken out again, after a crash by the next start: see <see cref="RemoveAll"/>.
/// </summary>
internal sealed class KernelProbes : IDisposable
{
    private readonly string folder;
    private readonly List<string> names = [];

    /// <summary>Puts the probes in place.</summary>
    /// <exception cref="IOException">The kernel takes none of them.</exception>
    internal KernelProbes(KernelFunctions functions)
    {
        folder = functions.Folder;
        RemoveAll();
        Exception? refusal = null;
        foreach ((string name, string symbol) in functions.Functions)
        {
            try
            {
                Append(folder, $"p:{KernelFunctions.Group}/{EventOf(name)} {symbol}");
                names.Add(name);
            }
            catch (IOException exception)
            {
                // A function that may not be probed is left out.
                refusal = exception;
            }
        }

        if (names.Count == 0)
            throw new IOException($"The kernel takes no probe at any of its stage-2 functions: {refusal?.Message}", refusal);

        File.WriteAllText(EnableFile(folder), "1");
    }

    /// <summary>Hits of each function since the probes were put in place.</summary>
    /// <exception cref="IOException">The kernel missed hits.</exception>
    internal Dictionary<string, long> Read()
    {
        var hits = names.ToDictionary(name => name, _ => 0L);
        foreach (string line in File.ReadLines($"{folder}/kprobe_profile"))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is [var probe, var count, .. var rest] && names.Find(name => EventOf(name) == probe) is { } name)
            {
                hits[name] = long.Parse(count, CultureInfo.InvariantCulture);
                if (rest is [not "0", ..])
                    throw new IOException($"The kernel missed {rest[0]} hits of {name}; the counts are not exact.");
            }
        }

        return hits;
    }

    /// <summary>Takes all probes of this program's group out, whoever put them in.</summary>
    internal static void RemoveAll()
    {
        if (KernelFunctions.TraceFolder is not { } folder || !File.Exists(EnableFile(folder)))
            return;

        File.WriteAllText(EnableFile(folder), "0");
        foreach (string line in File.ReadAllLines($"{folder}/kprobe_events"))
        {
            string probe = line.Split(' ')[0];
            int colon = probe.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && probe[(colon + 1)..].StartsWith(KernelFunctions.Group + "/", StringComparison.Ordinal))
                Append(folder, $"-:{probe[(colon + 1)..]}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => RemoveAll();

    private static string EnableFile(string folder) => $"{folder}/events/{KernelFunctions.Group}/enable";

    private static string EventOf(string name) => name.Trim('_');

    private static void Append(string folder, string line)
    {
        using var stream = new FileStream($"{folder}/kprobe_events", FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
        stream.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }
}
