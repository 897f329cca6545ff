using S2Grid.Views.Catalogue;
using S2Grid.Views.Output;

namespace S2Grid.Cli.Output;

/// <summary>A command that lists something.</summary>
internal sealed class ListCommand<T> : CliCommand
{
    private readonly Option<Format> format = FormatOption.OfList();
    private readonly Func<ParseResult, CancellationToken, Task<(IReadOnlyList<T> Items, string? NoteIfEmpty)>> read;
    private readonly Listing<T> listing;

    /// <summary>Creates a command with options of its own, which reads what it lists, and what to note where there is nothing.</summary>
    public ListCommand(
        CliEnvironment terminal,
        string name,
        string description,
        IReadOnlyList<Example> examples,
        Listing<T> listing,
        Func<ParseResult, CancellationToken, Task<(IReadOnlyList<T> Items, string? NoteIfEmpty)>> read,
        params IEnumerable<Option> options)
        : base(terminal, name, description, examples)
    {
        (this.listing, this.read) = (listing, read);
        AddAll([format, .. options]);
    }

    /// <summary>Creates a command that lists what does not change.</summary>
    public ListCommand(
        CliEnvironment terminal, string name, string description, IReadOnlyList<Example> examples, Inventory<T> inventory)
        : this(
            terminal, name, description, examples, inventory.Listing,
            (_, _) => Task.FromResult<(IReadOnlyList<T>, string?)>((inventory.Items, null)))
    {
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        (IReadOnlyList<T> items, string? note) = await read(parse, cancellation);
        listing.Write(Terminal, parse.GetRequiredValue(format), items);
        if (items.Count == 0 && note is not null)
            await Terminal.Error.WriteLineAsync(note);

        return ExitCode.Done;
    }
}
