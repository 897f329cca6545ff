namespace S2Grid.Cli.CommandLine;

/// <summary>What a command was asked to do, in types of its own.</summary>
internal interface ISettings
{
    /// <summary>Everything that is wrong although each value can be read by itself.</summary>
    IEnumerable<UsageError> Errors() => [];
}
