using S2Grid.Times.Contention;

namespace S2Grid.Times.OtherMachines;

/// <summary>Work of many vCPUs that a closed network was fitted to on another machine.</summary>
/// <param name="Table">The table that it was fitted to.</param>
/// <param name="Column">The column.</param>
/// <param name="Vcpus">How many vCPUs do it here.</param>
/// <param name="Share">What part of the table's work each of them does here.</param>
/// <param name="Factor">By what factor either way the machines may differ, stated before it was compared.</param>
public sealed record ContendedWork(string Table, string Column, int Vcpus, double Share, double Factor)
{
    /// <summary>The time, in the table's unit.</summary>
    internal Interval Predict()
    {
        PublishedColumn column = PublishedTable.All.Single(table => table.Name == Table).Columns.Single(one => one.Name == Column);
        double mid = Share * column.Fit().RoundTime(Vcpus);
        return new Interval(mid / Factor, mid, mid * Factor);
    }
}
