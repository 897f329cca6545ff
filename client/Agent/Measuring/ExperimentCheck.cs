using S2Grid.Agent.Guests;
using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>
/// Whether an experiment makes sense on any machine. A grid's server is believed in nothing: whatever it asks for is held against this
/// before anything is done.
/// </summary>
internal static class ExperimentCheck
{
    private static readonly Setting[] Independent = [Axes.Scenario, Axes.Backing, .. KvmKeys.All.Where(key => key != KvmKeys.Order)];

    private const int MaxNameLength = 256;

    /// <summary>Everything that is wrong, a sentence each.</summary>
    /// <param name="experiment">What is asked for.</param>
    /// <param name="pageSize">Bytes of this kernel's page.</param>
    internal static IReadOnlyList<string> Errors(Experiment experiment, int pageSize)
    {
        var errors = new List<string>();
        foreach (Setting setting in Independent)
        {
            string text = experiment.Text(setting);
            Require(setting.Parse(text) is not null, $"{setting.Name} {text} is not allowed; allowed: {setting.Allowed}");
        }

        foreach (string unknown in experiment.Settings.Keys.Except(ExperimentSettings.All.Select(setting => setting.Name)))
            Require(false, $"this agent ({ProgramVersion.Number}) knows no setting '{unknown}': a later one may");

        Require(experiment.SweepId.Length <= MaxNameLength && experiment.SweepName.Length <= MaxNameLength,
            Invariant($"the sweep's id or name is longer than {MaxNameLength} characters"));
        CheckMemory(experiment, pageSize, errors);
        CheckDirty(experiment.Dirty, experiment.MemoryBytes / pageSize, errors);
        Require(experiment.ChunkBytes == 0 || (experiment.ChunkBytes >= pageSize && long.IsPow2(experiment.ChunkBytes)),
            Invariant($"a chunk of {experiment.ChunkBytes} bytes is neither 0 nor a power of two from the page size of {pageSize}"));
        Require(experiment.Scenario != ExperimentScenario.Lazy || experiment.ChunkBytes == 0,
            "scenario lazy splits nothing eagerly, so its chunk must be 0");
        Require(!experiment.DirtyRing || experiment.EffectiveManualProtect() == ManualProtect.Off,
            "a dirty ring goes without manual protect, which scenario clear needs");
        return errors;

        void Require(bool condition, string error)
        {
            if (!condition)
                errors.Add(error);
        }
    }

    private static void CheckMemory(Experiment experiment, int pageSize, List<string> errors)
    {
        long memory = experiment.MemoryBytes;
        long most = (long)(GuestLayout.End - GuestLayout.Memory);
        if (memory <= 0 || memory % pageSize != 0 || memory > most)
        {
            errors.Add(Invariant($"memory of {memory} bytes is not a multiple of the page size of {pageSize} up to {most}"));
            return;
        }

        long list = (long)(GuestLayout.Memory - GuestLayout.Own) / 2;
        if (memory / pageSize * (long)GuestLayout.EntrySize > list)
            errors.Add(Invariant($"memory of {memory} bytes has more pages of {pageSize} bytes than the guest's list takes"));

        if (experiment.BaseOffset < 0 || experiment.BaseOffset % pageSize != 0 || experiment.BaseOffset > most - memory)
            errors.Add(Invariant($"base offset {experiment.BaseOffset} is not a multiple of the page size up to {most - memory}"));

        if (experiment.Vcpus > 0 && memory / pageSize < experiment.Vcpus)
            errors.Add(Invariant($"{memory} bytes are less than a page for each of {experiment.Vcpus} vCPUs"));

        if (experiment.Memslots > 0 && memory / pageSize < experiment.Memslots)
            errors.Add(Invariant($"{memory} bytes are less than a page for each of {experiment.Memslots} memslots"));
    }

    private static void CheckDirty(PageChoice? choice, long pages, List<string> errors)
    {
        switch (choice.Read())
        {
            case { Kind: PageSelectionKind.Page, Value: var page } when page >= (ulong)Math.Max(0, pages):
                errors.Add(Invariant($"dirty page {(long)page} is not one of the {pages} pages"));
                break;
            case { Kind: PageSelectionKind.Stride, Value: 0 or > long.MaxValue }:
                errors.Add("the stride of dirty pages is not positive");
                break;
            case { Kind: PageSelectionKind.Random, Fraction: not (>= 0 and <= 1) }:
                errors.Add("the fraction of random dirty pages is not from 0 to 1");
                break;
        }
    }
}
