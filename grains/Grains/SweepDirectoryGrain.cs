using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S2Grid.Contracts;
using S2Grid.Experiments;
using S2Grid.Mmu;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <inheritdoc cref="ISweepDirectoryGrain"/>
public sealed class SweepDirectoryGrain(Catalogue catalogue, SweepPlans plans, DataDirectory directory, GridSettings settings)
    : Grain, ISweepDirectoryGrain
{
    private const int IdLength = 12;

    private readonly SweepStatusReader statusReader = new(catalogue, directory, settings.Clock);

    /// <inheritdoc/>
    public async Task<SweepStart> Start(SweepRequest request)
    {
        if (SweepName.Error(request.Name) is { } error)
            throw new SweepRefusedException(error);
        SweepSpecification specification = SweepPlans.Read(request);
        SweepRecord record = Create(request, specification);
        bool isNew = catalogue.TryAdd(record);
        SweepRecord stored = isNew ? record : catalogue.FindByName(request.Name)!;
        if (stored.SpecificationHash != specification.SpecificationHash)
        {
            throw new SweepRefusedException(
                $"The sweep {stored.Name} exists with another specification. Run this one under another name, or delete that one first.",
                [.. SweepSpecification.DifferencesBetween(plans.Of(stored.Id), specification)]);
        }

        SweepStart start = await GrainFactory.GetGrain<ISweepGrain>(stored.Id).Resume(ResumeScope.Missing);
        return isNew ? start with { Outcome = StartOutcome.Created } : start;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SweepStatus>> List() =>
        await Task.WhenAll(catalogue.List().Select(record => GrainFactory.GetGrain<ISweepGrain>(record.Id).GetStatus()));

    /// <inheritdoc/>
    public Task<SweepStatus> Find(string nameOrId)
    {
        IReadOnlyList<SweepRecord> all = catalogue.List();
        if (all.FirstOrDefault(sweep => sweep.Name == nameOrId || sweep.Id == nameOrId) is { } exact)
            return GrainFactory.GetGrain<ISweepGrain>(exact.Id).GetStatus();
        SweepRecord[] matches = nameOrId.Length > 0 ? [.. all.Where(sweep => sweep.Id.StartsWith(nameOrId, StringComparison.Ordinal))] : [];
        return matches switch
        {
            [var only] => GrainFactory.GetGrain<ISweepGrain>(only.Id).GetStatus(),
            [] => throw new SweepRefusedException($"There is no sweep '{nameOrId}'.{Suggestion(nameOrId, all)}"),
            _ => throw new SweepRefusedException(
                $"'{nameOrId}' is the beginning of several ids.", [.. matches.Select(sweep => $"{sweep.Id} {sweep.Name}")]),
        };
    }

    /// <inheritdoc/>
    public Task Delete(string id)
    {
        SweepRecord record = plans.Record(id);
        using (SweepLock? sweepLock = SweepLock.TryTake(directory, id))
        {
            if (sweepLock is null)
                throw new SweepRefusedException($"The sweep {record.Name} is being run by process {SweepLock.Owner(directory, id)}. Cancel it first.");
            catalogue.Delete(id);
            plans.Forget(id);
        }

        directory.DeleteSweep(id);
        return Task.CompletedTask;
    }

    private SweepRecord Create(SweepRequest request, SweepSpecification specification)
    {
        DateTimeOffset now = settings.Clock.GetUtcNow();
        string seed = string.Create(CultureInfo.InvariantCulture, $"{request.Name}\n{specification.SpecificationHash}\n{now.UtcTicks}");
        return new SweepRecord
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..IdLength],
            Name = request.Name,
            SpecificationText = request.SpecificationText,
            FileName = request.FileName,
            Overrides = SweepPlans.Format(request.Overrides),
            Repeats = request.Repeats,
            SpecificationHash = specification.SpecificationHash,
            EngineVersion = SimulatedVm.EngineVersion,
            TotalRuns = specification.Plan.RunCount,
            CreatedAt = now,
            StartedAt = now,
        };
    }

    private static string Suggestion(string given, IReadOnlyList<SweepRecord> sweeps) =>
        DidYouMean.Suggest(given, sweeps.Select(sweep => sweep.Name)) is { } known ? $" Did you mean '{known}'?" : "";
}
