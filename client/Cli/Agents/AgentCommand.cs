using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Agents;

namespace S2Grid.Cli.Agents;

/// <summary>A command about one agent of a cluster.</summary>
public abstract class AgentCommand : CliCommand<AgentSettings>
{
    private readonly Argument<string?> agent = new("AGENT") { Description = "The agent's name, its id or a beginning of the id" };
    private readonly GridOptions place;
    private readonly ValueOption? format;
    private readonly ValueOption? reason;

    /// <summary>Creates the command.</summary>
    /// <param name="environment">The world outside.</param>
    /// <param name="name">Its name in the tree.</param>
    /// <param name="description">One line for help.</param>
    /// <param name="hasFormat">Whether it has <c>--format</c>.</param>
    /// <param name="hasReason">Whether it has <c>--reason</c>.</param>
    protected AgentCommand(CliEnvironment environment, string name, string description, bool hasFormat = false, bool hasReason = false)
        : base(name, description)
    {
        World = environment;
        place = new GridOptions(environment);
        Add(agent);
        if (hasFormat)
        {
            Add(format = Formats.Option(FormatSettings.Formats));
        }

        if (hasReason)
        {
            Add(reason = new ValueOption("--reason", "TEXT", "Why, for others who look", fallbackNote: "none"));
        }

        AddAll(place.All);
    }

    /// <summary>The world outside.</summary>
    protected CliEnvironment World { get; }

    /// <summary>Answers.</summary>
    protected abstract Task<int> ExecuteAsync(GridSession grid, AgentStatus agent, AgentSettings settings, CancellationToken cancellation);

    /// <inheritdoc/>
    protected sealed override AgentSettings Read(SettingsReader reader) => new(
        reader.Text(agent) ?? "",
        place.Read(reader),
        format is null ? Format.Table : FormatSettings.Read(reader, format).Format,
        reason is null ? "" : reader.Text(reason) ?? "");

    /// <inheritdoc/>
    protected sealed override async Task<int> ExecuteAsync(AgentSettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await AgentsPlace.OpenAsync(World, settings.Place, cancellation);
        AgentStatus found = await grid.AskAsync(grains => grains.Agents.Find(settings.Agent), cancellation);
        return await ExecuteAsync(grid, found, settings, cancellation);
    }
}
