using S2Grid.Api.Requests;

namespace S2Grid.Api.Sweeps;

/// <summary>Pages of sweeps, the newest first. A sweep that is added or deleted meanwhile moves no other from page to page.</summary>
internal static class SweepPages
{
    /// <summary>A page, and where the next begins; null where there is none.</summary>
    /// <param name="all">All sweeps.</param>
    /// <param name="cursor">Where it begins; null for the beginning.</param>
    /// <param name="limit">How many sweeps it has.</param>
    public static (IReadOnlyList<SweepStatus> Page, string? Next) Of(IReadOnlyList<SweepStatus> all, string? cursor, int limit)
    {
        IEnumerable<SweepStatus> left = all.OrderByDescending(sweep => sweep.CreatedAt).ThenBy(sweep => sweep.Id, StringComparer.Ordinal);
        if (cursor is not null)
        {
            (long ticks, string id) = Read(cursor);
            left = left.Where(sweep => sweep.CreatedAt.UtcTicks < ticks
                || (sweep.CreatedAt.UtcTicks == ticks && string.CompareOrdinal(sweep.Id, id) > 0));
        }

        SweepStatus[] page = [.. left.Take(limit + 1)];
        return page.Length <= limit ? (page, null) : (page[..limit], CursorOf(page[limit - 1]));
    }

    private static string CursorOf(SweepStatus last) => FormattableString.Invariant($"{last.CreatedAt.UtcTicks}-{last.Id}");

    private static (long Ticks, string Id) Read(string cursor) =>
        cursor.Split('-') is [var time, { Length: > 0 } id]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            ? (ticks, id) : throw Paging.Wrong(cursor);
}
