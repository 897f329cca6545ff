namespace S2Grid.Agent.Measuring;

/// <summary>What carries experiments out: this machine, or a recording of one.</summary>
internal interface IMeasurer
{
    /// <summary>The machine as it is now.</summary>
    Machine Describe();

    /// <summary>The huge pages that a run could have now.</summary>
    IEnumerable<HugePages> HugePages();

    /// <summary>Puts back what earlier runs have left in the kernel.</summary>
    void PutBack();

    /// <summary>Carries an experiment out.</summary>
    /// <param name="experiment">What is asked for; it is checked.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Breaks the run off.</param>
    Task<RunReport> RunAsync(Experiment experiment, Machine machine, Action<string> progress, CancellationToken cancellation);
}
