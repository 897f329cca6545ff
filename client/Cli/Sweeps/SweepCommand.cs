using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;

namespace S2Grid.Cli.Sweeps;

/// <summary>A command about one sweep that a grid without slots can answer.</summary>
public abstract class SweepCommand : CliCommand<SweepSettings>
{
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly GridOptions place;
    private readonly ValueOption? format;
    private readonly Format[] formats;

    /// <summary>Creates the command.</summary>
    /// <param name="environment">The world outside.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="formats">The formats of its answer, the default first; none for a command without <c>--format</c>.</param>
    protected SweepCommand(CliEnvironment environment, string name, string description, params Format[] formats)
        : base(name, description)
    {
        World = environment;
        place = new GridOptions(environment);
        this.formats = formats;
        Add(sweep);
        if (formats.Length > 0)
        {
            format = Formats.Option(formats);
            Add(format);
        }

        AddAll(place.All);
    }

    /// <summary>The world outside.</summary>
    protected CliEnvironment World { get; }

    /// <summary>Answers.</summary>
    protected abstract Task<int> ExecuteAsync(GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation);

    /// <inheritdoc/>
    protected sealed override SweepSettings Read(SettingsReader reader) =>
        new(reader.Text(sweep) ?? "", place.Read(reader), format is null ? Format.Table : reader.Choice(format, Formats.Names(formats)));

    /// <inheritdoc/>
    protected sealed override async Task<int> ExecuteAsync(SweepSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToAskAsync(World, settings.Place, cancellation);
        SweepStatus found = await grid.FindAsync(settings.Sweep, cancellation);
        return await ExecuteAsync(grid, found, settings, cancellation);
    }
}
