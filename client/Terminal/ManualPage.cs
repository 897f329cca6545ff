namespace S2Grid.Terminal;

/// <summary>Writes manual pages, in the macros of man(7), from what help is written from.</summary>
public sealed class ManualPage
{
    private readonly TextWriter output;

    /// <summary>Begins a page.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="program">The program's name.</param>
    /// <param name="section">1 for what users call, 8 for what administrators run.</param>
    /// <param name="description">One line on what the program is for.</param>
    public ManualPage(TextWriter output, string program, int section, string description)
    {
        this.output = output;
        output.WriteLine($".TH {program.ToUpperInvariant()} {section} \"\" \"{program} {ProgramVersion.Number}\" \"S2Grid\"");
        Section("NAME");
        Paragraph($"{program} - {description.TrimEnd('.', '?')}");
    }

    /// <summary>Writes the page of a program: its commands one after the other, each with its options and examples.</summary>
    /// <param name="program">The program with all its commands.</param>
    /// <param name="output">Where the page goes.</param>
    public static void Write(ProgramCommand program, TextWriter output)
    {
        var page = new ManualPage(output, program.Name, 1, program.Description!);
        page.Section("SYNOPSIS");
        page.Paragraph(HelpWriter.Usage(program));
        page.Section("OPTIONS");
        page.Symbols(program);
        page.Section("COMMANDS");
        foreach (CliCommand command in program.Subcommands.Where(command => !command.Hidden).OfType<CliCommand>())
            page.Command(command);

        page.Section("EXAMPLES");
        page.Examples(program);
        page.Section("NOTES");
        foreach (string note in program.Notes)
            page.Paragraph(note);
    }

    /// <summary>Begins a section.</summary>
    public void Section(string title) => output.WriteLine($".SH {title}");

    /// <summary>Writes a paragraph.</summary>
    public void Paragraph(string text)
    {
        output.WriteLine(".PP");
        output.WriteLine(Escaped(text));
    }

    /// <summary>Writes a term and what it means.</summary>
    public void Item(string term, string meaning)
    {
        output.WriteLine(".TP");
        output.WriteLine($"\\fB{Escaped(term)}\\fR");
        output.WriteLine(Escaped(meaning));
    }

    private void Command(CliCommand command)
    {
        output.WriteLine($".SS {Escaped(command.Path)}");
        output.WriteLine(Escaped(command.Description! + '.'));
        Paragraph($"Usage: {HelpWriter.Usage(command)}");
        Symbols(command);
        if (command is not CommandGroup)
            Examples(command);

        foreach (CliCommand one in command.Subcommands.Where(one => !one.Hidden).OfType<CliCommand>())
            Command(one);
    }

    private void Symbols(CliCommand command)
    {
        foreach (Argument argument in command.Arguments)
            Item(HelpWriter.Shown(argument), argument.Description ?? "");
        foreach (Option option in command.Options.Where(option => !option.Hidden))
            Item(HelpWriter.Shown(option), option.Description ?? "");
    }

    private void Examples(CliCommand command)
    {
        foreach (Example example in command.Examples)
            Item(example.Line, example.Meaning);
    }

    /// <summary>Text that the formatter takes as it is: hyphens of options stay hyphens, and no line begins with a request.</summary>
    private static string Escaped(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? $"\\&{escaped}" : escaped;
    }
}
