using S2Grid.Cli.CommandLine;

namespace S2Grid.Cli.Catalogue;

/// <summary>What <c>s2grid schema</c> was asked to do: there is nothing to choose.</summary>
public sealed record SchemaSettings : ISettings;
