using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu.Simulation;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains.Sweeps;

/// <inheritdoc cref="ISweepDirectoryGrain"/>
public sealed partial class SweepDirectoryGrain(
    ICatalogue catalogue, ISegmentStore segments, SweepPlans plans, GridSettings settings, ILogger<SweepDirectoryGrain> logger)
    : Grain, ISweepDirectoryGrain
{
    private const int IdLength = 12;

    /// <summary>How long a caller in a cluster waits for segments to be gone: tens of thousands of files take longer than calls last.</summary>
    private static readonly TimeSpan DeletePatience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<SweepStart> Start(SweepRequest request)
    {
        if (SweepName.Error(request.Name) is { } error)
            throw new RefusedException(error);
        SweepSpecification specification = SweepPlans.Read(request);
        if (request.Policy.Errors().ToArray() is { Length: > 0 } errors)
            throw new RefusedException("The sweep cannot share the grid like that.", errors);
        SweepRecord record = Create(request, specification);
        bool isNew = await catalogue.TryAdd(record);
        SweepRecord stored = isNew ? record : (await catalogue.FindByName(request.Name))!;
        if (stored.SpecificationHash != specification.SpecificationHash)
        {
            throw new RefusedException(
                $"The sweep {stored.Name} exists with another specification. Run this one under another name, or delete that one first.",
                [.. SweepSpecification.DifferencesBetween(await plans.Of(stored.Id), specification)]);
        }

        SweepStart start = await GrainFactory.GetGrain<ISweepGrain>(stored.Id).Resume(ResumeScope.Missing);
        return isNew ? start with { Outcome = StartOutcome.Created } : start;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SweepStatus>> List() =>
        await Task.WhenAll((await catalogue.List()).Select(record => GrainFactory.GetGrain<ISweepGrain>(record.Id).GetStatus()));

    /// <inheritdoc/>
    public async Task<SweepStatus> Find(string nameOrId)
    {
        IReadOnlyList<SweepRecord> all = await catalogue.List();
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

    /// <inheritdoc/>
    public async Task Delete(string id)
    {
        // The answer to a caller who asks again was lost.
        if (await catalogue.Find(id) is not { } record)
            return;
        SweepStatus status = await GrainFactory.GetGrain<ISweepGrain>(id).GetStatus();
        using (IDisposable? sweepLock = status.Progress.State.IsAtRest() ? await catalogue.TryLock(id) : null)
        {
            if (sweepLock is null)
                throw new RefusedException($"The sweep {record.Name} is being run{OwnerOf(status)}. Cancel it first.");
            await catalogue.Delete(id);
            plans.Forget(id);
        }

        // On another thread, because deleting files blocks.
        Task deletion = Task.Run(() => segments.DeleteSweep(id));
        if (settings.IsCluster && await Task.WhenAny(deletion, Task.Delay(DeletePatience)) != deletion)
            _ = LogFaultOfAsync(deletion, record.Name);
        else
            await deletion;
    }

    private async Task LogFaultOfAsync(Task deletion, string sweep)
    {
        try
        {
            await deletion;
        }
        catch (StorageException e)
        {
            LogDeleteFault(sweep, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep {Sweep} is deleted, but some of its segments could not be: {Reason}")]
    private partial void LogDeleteFault(string sweep, string reason);

    private static string OwnerOf(SweepStatus status) => status.OwnerProcessId is { } owner ? $" by process {owner}" : "";

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
            Policy = request.Policy,
        };
    }

    private static string Suggestion(string given, IReadOnlyList<SweepRecord> sweeps) =>
        DidYouMean.Suggest(given, sweeps.Select(sweep => sweep.Name)) is { } known ? $" Did you mean '{known}'?" : "";
}
