namespace S2Grid.Agent.Measuring;

/// <summary>Looks at the kernel's counters before and after a step, outside of what is timed.</summary>
internal interface IStepWatch
{
    /// <summary>A step is about to begin.</summary>
    void Begin(MeasuredVm vm);

    /// <summary>A step has ended; what has changed may be noted in it.</summary>
    void End(MeasuredVm vm, Step step);
}
