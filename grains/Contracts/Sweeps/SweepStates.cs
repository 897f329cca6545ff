namespace S2Grid.Contracts.Sweeps;

/// <summary>What the states of a sweep mean for who waits for it.</summary>
public static class SweepStates
{
    /// <summary>Whether nothing more happens to the sweep until someone asks for it.</summary>
    public static bool IsAtRest(this SweepState state) => state is not (SweepState.Running or SweepState.Draining);
}
