namespace S2Grid.Cli.Catalogue;

/// <summary>A command <c>show</c>, which prints something that ships with the program as a file has it.</summary>
internal static class ShowCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Streams, variables and the clock.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="example">An example for help.</param>
    /// <param name="what">What is shown.</param>
    /// <param name="items">Those there are.</param>
    /// <param name="name">The name of one.</param>
    /// <param name="text">What is printed of it.</param>
    public static CliCommand Of<T>(
        CliEnvironment terminal, string description, Example example, string what, IReadOnlyList<T> items, Func<T, string> name,
        Func<T, string> text)
        where T : class
    {
        Argument<T> shown = CliArgument.Named("NAME", $"The {what}'s name", what, items, name);
        return new CliCommand(
            terminal,
            "show",
            description,
            [example],
            async (parse, _) =>
            {
                await terminal.Out.WriteAsync(text(parse.GetRequiredValue(shown)));
                return ExitCode.Done;
            },
            shown);
    }
}
