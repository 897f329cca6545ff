using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Replay;

/// <summary>One line of a replay file: a configuration and the steps to run on it.</summary>
/// <param name="Name">The case's name, for people; may be empty.</param>
/// <param name="Configuration">What is simulated.</param>
/// <param name="Steps">What is done, in order.</param>
public sealed record ReplayCase(string Name, VmConfiguration Configuration, IReadOnlyList<ReplayStep> Steps)
{
    /// <summary>The configuration as a line gave it, one JSON object, which is written back as it is; null to write every field.</summary>
    public string? ConfigurationText { get; init; }

    /// <summary>Runs the steps and gives the same case with the counters that they have.</summary>
    /// <param name="vm">The VM to use; it is reset first.</param>
    /// <exception cref="ReplayException">The configuration describes no VM, or a step cannot be done; the message says which and
    /// why.</exception>
    public ReplayCase Run(SimulatedVm vm)
    {
        var done = new List<ReplayStep>(Steps.Count);
        try
        {
            vm.Reset(Configuration);
            foreach (ReplayStep step in Steps)
            {
                var counters = new StepCounters();
                vm.Run(step.Step, counters);
                counters.Hash = step.Step.Kind == VmStepKind.Destroy ? null : vm.MappingHash();
                done.Add(step with { Counters = counters });
            }
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException or TableMemoryException)
        {
            string where = done.Count < Steps.Count && cause is not ArgumentException
                ? $"step {done.Count + 1} ('{Steps[done.Count].Step}'): " : "";
            throw new ReplayException(where + cause.Message, cause);
        }

        return this with { Steps = done };
    }

    /// <summary>What differs between these counters and those of <paramref name="actual"/>, a line for people each.</summary>
    /// <remarks>
    /// A step without counters here is not compared. A counter that is missing is zero. Where no hash is given, leaves are not
    /// compared either: files leave both out after a step that repeats the one before.
    /// </remarks>
    public IEnumerable<string> DifferencesFrom(ReplayCase actual)
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i].Counters is not { } expected || actual.Steps[i].Counters is not { } got)
                continue;

            string where = $"step {i + 1} ({Steps[i].Step})";
            foreach (CounterField field in CounterLayout.Fields)
            {
                for (int level = 0; level < field.Width && (field.Name != "leaves" || expected.Hash is not null); level++)
                {
                    long want = expected.Values[field.Offset + level];
                    long have = got.Values[field.Offset + level];
                    if (want != have)
                        yield return $"{where}: {field.Name}{(field.PerLevel ? $"[{level}]" : "")} is {have}, expected {want}";
                }
            }

            foreach ((DerivedCounter derived, long[] values) in Steps[i].Derived)
            {
                for (int level = 0; level < values.Length; level++)
                {
                    if (derived.Value(got, level) is var have && have != values[level])
                        yield return $"{where}: {derived.Name}{(derived.PerLevel ? $"[{level}]" : "")} is {have}, expected {values[level]}";
                }
            }

            if (expected.Hash is { } hash && hash != got.Hash)
                yield return $"{where}: hash is {got.Hash:x16}, expected {hash:x16}";
        }
    }
}
