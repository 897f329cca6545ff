using System.CommandLine;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.CommandLine;

/// <summary>How users call a command.</summary>
public static class CommandPath
{
    /// <summary>The program's name and the names of all groups down to <paramref name="command"/>.</summary>
    public static string Of(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Of(parent)} {command.Name}" : "s2grid";
}
