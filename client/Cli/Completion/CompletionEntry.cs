namespace S2Grid.Cli.Completion;

/// <summary>What a shell can complete at one place of a command line.</summary>
/// <param name="Path">The command as typed so far: <c>s2grid vm</c>.</param>
/// <param name="Option">The option that waits for its value, or null where a command, an option or an argument can begin.</param>
/// <param name="Words">The words that fit, and what each means (empty where nothing is to be said).</param>
/// <param name="Files">Whether names of files and folders fit as well.</param>
internal sealed record CompletionEntry(string Path, string? Option, IReadOnlyList<(string Word, string Meaning)> Words, bool Files);
