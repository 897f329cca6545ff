using System.CommandLine;
using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps why</c>: why a run was, or was not, reused.</summary>
public sealed class WhyCommand : CliCommand<WhySettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly Argument<string?> run = new("RUN") { Description = "The run's number, from 0" };
    private readonly ValueOption format = Formats.Option(Format.Table, Format.Json);
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public WhyCommand(CliEnvironment environment)
        : base("why", "Tell why a run was or was not reused, and which input differs first")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        Add(sweep);
        Add(run);
        AddAll([format, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps why rfc-2026-05 4", "Whether run 4 was simulated or shares another run's counters, and why."),
    ];

    /// <inheritdoc/>
    protected override WhySettings Read(SettingsReader reader)
    {
        string number = reader.Text(run) ?? "";
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long index))
        {
            reader.Refuse("RUN", number, "is no run's number; runs are numbered from 0", []);
        }

        Format chosen = reader.Choice(format, Formats.Names(Format.Table, Format.Json));
        return new WhySettings(reader.Text(sweep) ?? "", index, chosen, place.Read(reader));
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(WhySettings settings, CancellationToken cancellation)
    {
        await using GridSession grid = await GridSession.ToAskAsync(environment, settings.Place, cancellation);
        SweepStatus found = await grid.FindAsync(settings.Sweep, cancellation);
        RunExplanation why = await grid.AskAsync(grains => grains.Sweep(found.Id).Explain(settings.Run), cancellation);
        if (settings.Format == Format.Json)
        {
            WriteJson(why);
        }
        else
        {
            await environment.Out.WriteLineAsync(why.Sentence);
        }

        return ExitCode.Done;
    }

    private void WriteJson(RunExplanation why) => JsonOutput.Write(environment.Out, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("run", why.RunIndex);
        json.WriteNumber("repeat", why.Repeat);
        json.WriteString("identity", why.Identity);
        json.WriteBoolean("stored", why.Stored);
        json.WriteBoolean("failed", why.Failed);
        json.WriteNumberOrNull("reused_from", why.ReusedFrom);
        json.WriteNumberOrNull("compared_with", why.ComparedWith);
        if (why.FirstDifference is { } difference)
        {
            json.WriteStartObject("first_difference");
            json.WriteString("name", difference.Name);
            json.WriteString("value", difference.Value);
            json.WriteString("other_value", difference.OtherValue);
            json.WriteEndObject();
        }

        json.WriteString("sentence", why.Sentence);
        json.WriteEndObject();
    });
}
