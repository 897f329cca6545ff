using System.Text;
using static System.FormattableString;

namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISweepDirectoryGrain"/>
internal sealed class SweepDirectoryGrain(SweepContext grid, SweepRemoval removal) : Grain, ISweepDirectoryGrain
{
    private const int IdLength = 12;

    public Task<SweepStart> Start(SweepRequest request) => Start(request, replaced: null);

    public async Task<SweepStart> Replace(SweepRequest request)
    {
        if (await grid.Catalogue.FindByName(request.Name) is not { } old)
            return await Start(request);
        SweepStatus status = await GrainFactory.GetGrain<ISweepGrain>(old.Id).GetStatus();
        if (!status.Progress.State.IsAtRest())
            throw Busy(status);
        return await Start(request with { Name = old.Name + SweepGrain.ReplacementSuffix }, old);
    }

    public async Task<IReadOnlyList<SweepStatus>> List() =>
        await Task.WhenAll((await grid.Catalogue.List()).Select(record => GrainFactory.GetGrain<ISweepGrain>(record.Id).GetStatus()));

    public async Task<SweepStatus> Find(string nameOrId)
    {
        IReadOnlyList<SweepRecord> all = await grid.Catalogue.List();
        if (all.FirstOrDefault(sweep => sweep.Name == nameOrId || sweep.Id == nameOrId) is { } exact)
            return await GrainFactory.GetGrain<ISweepGrain>(exact.Id).GetStatus();
        SweepRecord[] matches = nameOrId.Length > 0 ? [.. all.Where(sweep => sweep.Id.StartsWith(nameOrId, StringComparison.Ordinal))] : [];
        return matches switch
        {
            [var only] => await GrainFactory.GetGrain<ISweepGrain>(only.Id).GetStatus(),
            [] => throw new RefusedException($"There is no sweep '{nameOrId}'.{Suggestion(nameOrId, all)}"),
            _ => throw new RefusedException(
                $"'{nameOrId}' is the beginning of several ids.", [.. matches.Select(sweep => $"{sweep.Id} {sweep.Name}")]),
        };
    }

    public async Task Delete(string id)
    {
        // The answer to a caller who asks again was lost.
        if (await grid.Catalogue.Find(id) is not { } record)
            return;
        SweepStatus status = await GrainFactory.GetGrain<ISweepGrain>(id).GetStatus();
        if (!await removal.TryAsync(status, () => ForgetAsync(id)))
            throw Busy(status);
    }

    private async Task ForgetAsync(string id)
    {
        try
        {
            await grid.Catalogue.Delete(id);
        }
        catch (StorageException e) when (e.IsFull)
        {
            // Results take the most room, and to forget the sweep takes a little.
            await grid.Segments.DeleteSweep(id);
            await grid.Catalogue.Delete(id);
        }
    }

    private static RefusedException Busy(SweepStatus sweep) => new(
        $"The sweep {sweep.Name} is being run{(sweep.OwnerProcessId is { } owner ? $" by process {owner}" : "")}. Cancel it first.");

    private async Task<SweepStart> Start(SweepRequest request, SweepRecord? replaced)
    {
        if (SweepName.Error(request.Name) is { } error)
            throw new RefusedException($"A sweep cannot be called '{request.Name}'. {error}");
        if (PrintableText.Sanitize(request.FileName) != request.FileName)
            throw new RefusedException("The name of the sweep's file has characters that cannot be shown.");
        SweepSpecification specification = SweepPlans.Read(request);
        if (request.Policy.Errors().ToArray() is { Length: > 0 } errors)
            throw new RefusedException("The sweep cannot share the grid like that.", errors);
        SweepRecord record = Create(request, specification) with { Replaces = replaced?.Id };
        bool isNew = await grid.Catalogue.TryAdd(record);
        SweepRecord stored = isNew ? record : (await grid.Catalogue.FindByName(request.Name))!;
        if (replaced is not null && stored.Replaces != replaced.Id)
        {
            throw new RefusedException(
                $"What replaces {replaced.Name} is called {stored.Name} until it is complete, and there is a sweep {stored.Name} that does "
                + $"not replace it. Rename or delete that one first: 's2grid sweeps rename {stored.Name} NAME'.");
        }

        if (stored.SpecificationHash != specification.SpecificationHash
            && SweepSpecification.DifferencesBetween(await grid.Plans.Of(stored.Id), specification) is { Count: > 0 } differences)
        {
            throw new RefusedException(
                replaced is null
                    ? $"The sweep {stored.Name} exists with another specification. Run this one under another name, or in its place."
                    : $"The sweep {stored.Name}, which is to replace {replaced.Name}, was begun with another specification. To give it up: "
                        + $"'s2grid sweeps delete {stored.Name}'.",
                differences);
        }

        SweepStart start = await GrainFactory.GetGrain<ISweepGrain>(stored.Id).Resume(ResumeScope.Missing);
        return isNew ? start with { Outcome = StartOutcome.Created } : start;
    }

    private SweepRecord Create(SweepRequest request, SweepSpecification specification)
    {
        DateTimeOffset now = grid.Clock.GetUtcNow();
        string seed = Invariant($"{request.Name}\n{specification.SpecificationHash}\n{now.UtcTicks}");
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
            Policy = request.Policy,
        };
    }

    private static string Suggestion(string given, IReadOnlyList<SweepRecord> sweeps) =>
        DidYouMean.Suggest(given, sweeps.Select(sweep => sweep.Name)) is { } known ? $" Did you mean '{known}'?" : "";
}
