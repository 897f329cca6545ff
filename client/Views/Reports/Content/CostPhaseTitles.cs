namespace S2Grid.Views.Reports.Content;

/// <summary>What phases are called in reports.</summary>
public static class CostPhaseTitles
{
    /// <summary>The name in legends and sentences.</summary>
    public static string Title(this CostPhase phase) => phase switch
    {
        CostPhase.LevelVisits => "visits",
        CostPhase.TableBuild => "table build",
        CostPhase.BreakBeforeMake => "break-before-make",
        CostPhase.Tlbi => "TLBI",
        CostPhase.Barriers => "barriers",
        CostPhase.WriteProtect => "write-protect",
        CostPhase.TopUps => "top-ups",
        _ => "fault exits",
    };

    /// <summary>The name at the head of a column, so that a table fits into a mail.</summary>
    public static string ShortTitle(this CostPhase phase) => phase switch
    {
        CostPhase.TableBuild => "build",
        CostPhase.BreakBeforeMake => "BBM",
        CostPhase.WriteProtect => "WP",
        CostPhase.FaultExits => "faults",
        _ => phase.Title(),
    };
}
