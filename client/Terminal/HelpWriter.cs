namespace S2Grid.Terminal;

/// <summary>Writes a command's help: what it does, usage, arguments, commands, options, examples.</summary>
public static class HelpWriter
{
    /// <summary>Writes the help of <paramref name="command"/>.</summary>
    public static void Write(CliCommand command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command)}");
        Section(output, "Arguments", command.Arguments.Select(argument => (Shown(argument), argument.Description)));
        Section(output, "Commands", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description)));
        Section(output, "Options", OptionsOf(command).Select(option => (Shown(option), option.Description)));
        if (command.Examples.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Examples:");
        }

        foreach (Example example in command.Examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Meaning}");
        }

        foreach (string note in command is CommandGroup group ? group.Notes : [])
        {
            output.WriteLine();
            output.WriteLine(note);
        }
    }

    /// <summary>The options of a command and those of its groups that all their commands have.</summary>
    internal static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(option => option.Recursive));

    /// <summary>How a command is called.</summary>
    internal static string Usage(CliCommand command)
    {
        string arguments = string.Concat(command.Arguments.Select(argument => ' ' + Shown(argument)));
        return command.Path + (command is CommandGroup ? " COMMAND" : command.Subcommands.Count > 0 ? " [COMMAND]" : "") + arguments
            + " [options]";
    }

    /// <summary>An argument as usage shows it.</summary>
    internal static string Shown(Argument argument)
    {
        string name = argument.HelpName ?? argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    /// <summary>An option with its aliases and the name of its value.</summary>
    internal static string Shown(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name));
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string? Description)> rows)
    {
        (string Name, string? Description)[] all = [.. rows];
        if (all.Length == 0)
            return;

        int width = all.Max(row => row.Name.Length);
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach ((string name, string? description) in all)
            output.WriteLine($"  {name.PadRight(width)}  {description}");
    }
}
