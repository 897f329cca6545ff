namespace S2Grid.Cli.Sweeps;

/// <summary>That a sweep is not waited for any more.</summary>
/// <param name="Why">For a person.</param>
/// <param name="IsSkip">Whether what is left was to be skipped, so that it is no failure.</param>
internal sealed record GivenUp(string Why, bool IsSkip);
