using System.Text.Json;

namespace S2Grid.Grains.Sweeps;

/// <summary>The effective specifications of stored sweeps, read once. Safe for use by several threads.</summary>
public sealed class SweepPlans(SweepCatalogue catalogue)
{
    private readonly ConcurrentDictionary<string, SweepSpecification> known = new(StringComparer.Ordinal);

    /// <summary>The effective specification of a sweep.</summary>
    /// <exception cref="RefusedException">There is no such sweep, or its stored specification cannot be read any more.</exception>
    public async Task<SweepSpecification> Of(string sweepId) => known.TryGetValue(sweepId, out SweepSpecification? specification)
        ? specification
        : known.GetOrAdd(sweepId, Read(Request(await Record(sweepId))));

    /// <summary>Forgets a sweep that is deleted.</summary>
    public void Forget(string sweepId) => known.TryRemove(sweepId, out _);

    /// <summary>The catalogue's record of a sweep.</summary>
    /// <exception cref="RefusedException">There is no such sweep.</exception>
    public async Task<SweepRecord> Record(string sweepId) =>
        await catalogue.Find(sweepId) ?? throw new RefusedException($"There is no sweep with the id {sweepId}.");

    /// <summary>Reads a request's specification and applies its overrides.</summary>
    /// <exception cref="RefusedException">It has errors; the details list all of them.</exception>
    public static SweepSpecification Read(SweepRequest request)
    {
        SpecificationResult result = SweepSpecification.Parse(
            request.SpecificationText,
            request.FileName,
            request.Overrides.Select(change => (change.Axis, change.Values)),
            request.Repeats);
        string[] lines = request.SpecificationText.Split('\n');
        return result.Specification ?? throw new RefusedException(
            $"The specification {request.FileName} has errors.", [.. result.Errors.Select(error => error.Format(request.FileName, lines))]);
    }

    /// <summary>What a stored sweep was started with.</summary>
    public static SweepRequest Request(SweepRecord record) => new(
        record.Name,
        record.SpecificationText,
        record.FileName,
        JsonSerializer.Deserialize<AxisOverride[]>(record.Overrides)!,
        record.Repeats,
        record.Policy);

    /// <summary>Overrides as the catalogue keeps them.</summary>
    public static string Format(IReadOnlyList<AxisOverride> overrides) => JsonSerializer.Serialize(overrides);
}
