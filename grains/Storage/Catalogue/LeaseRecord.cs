using System.ComponentModel.DataAnnotations.Schema;

namespace S2Grid.Storage.Catalogue;

/// <summary>A contiguous range of runs that a silo has begun, so that it is known afterwards what a process did when it died.</summary>
/// <param name="First">Index of the first run.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Silo">The silo that does it; empty if none does now.</param>
/// <param name="Deaths">How many processes have died while they did it.</param>
public sealed record LeaseRecord(long First, int Count, string Silo, int Deaths)
{
    /// <summary>The lease's number, by which its holder renews and reports it; 0 if nobody does the runs now.</summary>
    public long Number { get; init; }

    /// <summary>Which of the silo's workers, or which agent, does it; empty if none does now.</summary>
    [Column("hand")]
    public string Worker { get; init; } = "";

    /// <summary>One beyond the last run.</summary>
    public long End => First + Count;
}
