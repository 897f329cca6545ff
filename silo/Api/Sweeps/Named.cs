using S2Grid.Api.Answers;
using S2Grid.Views.Grids;

namespace S2Grid.Api.Sweeps;

/// <summary>Finds the sweeps that requests name.</summary>
internal static class Named
{
    /// <summary>The part of an address that names a sweep.</summary>
    public const string Sweep = "sweep";

    /// <summary>The sweep that an address names.</summary>
    /// <exception cref="NotThereException">There is none.</exception>
    public static Task<SweepStatus> SweepOfAsync(this GridSession session, HttpContext context, CancellationToken cancellation) =>
        session.ExistingAsync((string)context.Request.RouteValues[Sweep]!, cancellation);

    /// <summary>The sweep of a name, an id or a beginning of one.</summary>
    /// <exception cref="NotThereException">There is none.</exception>
    public static async Task<SweepStatus> ExistingAsync(this GridSession session, string nameOrId, CancellationToken cancellation)
    {
        try
        {
            return await session.FindAsync(nameOrId, cancellation);
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.Impossible)
        {
            throw new NotThereException(refused.Message, refused.Details, refused);
        }
    }

    /// <summary>Several sweeps, the first of which is the baseline.</summary>
    /// <exception cref="NotThereException">There is none of a name.</exception>
    /// <exception cref="UsageException">None is named, or one twice.</exception>
    public static async Task<IReadOnlyList<SweepStatus>> AllOfAsync(
        this GridSession session, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.Count == 0)
            throw new UsageException(new UsageError($"'compare' needs SWEEP: {Sweep}=NAME", null, Sweep));

        var found = new List<SweepStatus>();
        foreach (string name in names)
        {
            SweepStatus next = await session.ExistingAsync(name, cancellation);
            if (found.FirstOrDefault(other => other.Id == next.Id) is { } same)
                throw new UsageException(new UsageError($"'{same.Name}' and '{name}' are the same sweep", name, Sweep));

            found.Add(next);
        }

        return found;
    }
}
