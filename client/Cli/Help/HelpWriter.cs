using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Help;

/// <summary>Writes a command's help: usage, what it does, arguments, options, commands, examples.</summary>
public static class HelpWriter
{
    /// <summary>Writes the help of <paramref name="command"/>.</summary>
    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command)}");
        Section(output, "Arguments", command.Arguments.Select(argument => (Shown(argument), argument.Description)));
        Section(output, "Commands", command.Subcommands.Select(c => (c.Name, c.Description)));
        Section(output, "Options", OptionsOf(command).Select(option => (Shown(option), option.Description)));
        if (command is not IExplained explained)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (Example example in explained.Examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Meaning}");
        }

        foreach (string note in explained.Notes)
        {
            output.WriteLine();
            output.WriteLine(note);
        }
    }

    private static string Usage(Command command)
    {
        string path = CommandPath.Of(command);
        string arguments = string.Concat(command.Arguments.Select(argument => ' ' + Shown(argument)));
        bool isGroup = command is RootCommand or CommandGroup;
        return path + (isGroup ? " COMMAND" : command.Subcommands.Count > 0 ? " [COMMAND]" : "") + arguments + " [options]";
    }

    private static IEnumerable<Option> OptionsOf(Command command)
    {
        IEnumerable<Option> inherited = command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(option => option.Recursive);
        return command.Options.Concat(inherited);
    }

    private static string Shown(Argument argument)
    {
        string name = argument.HelpName ?? argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Shown(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name));
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string? Description)> rows)
    {
        (string Name, string? Description)[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        int width = all.Max(row => row.Name.Length);
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach ((string name, string? description) in all)
        {
            output.WriteLine($"  {name.PadRight(width)}  {description}");
        }
    }
}
