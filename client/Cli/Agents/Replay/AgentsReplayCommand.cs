using System.CommandLine;
using Grpc.Core;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Contracts.Agents;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Cli.Agents.Replay;

/// <summary><c>s2grid agents replay</c>: an agent that plays back recorded runs.</summary>
internal sealed class AgentsReplayCommand : CliCommand<AgentsReplaySettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> recording = new("RECORDING")
    {
        Description = $"What 's2grid results SWEEP --format json' has written, or {Recording.BuiltIn}: the preset kvm-smoke on an emulated arm64 machine",
    };

    private readonly ValueOption gateway = new("--gateway", "URL", "Where agents connect: a silo's agent port", "http://127.0.0.1:11090");
    private readonly ValueOption name = new("--name", "NAME", "The agent's name", "replay");
    private readonly ValueOption runs = new("--runs", "N", "End after so many runs", fallbackNote: "when interrupted");
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public AgentsReplayCommand(CliEnvironment environment)
        : base("replay", "Be an agent without a machine: play back recorded runs, of provenance replayed")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        recording.CompletionSources.Add(_ => [new System.CommandLine.Completions.CompletionItem(Recording.BuiltIn)]);
        Add(recording);
        AddAll([gateway, name, runs, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new($"s2grid agents replay {Recording.BuiltIn} --runs 24", "Answer 's2grid run kvm-smoke' from a recording, then leave; no machine is needed."),
        new("s2grid agents replay altra1.json --gateway https://silo1:11090 --cluster lab", "A recording of your own, to a silo with certificates."),
    ];

    /// <inheritdoc/>
    protected override AgentsReplaySettings Read(SettingsReader reader) => new(
        reader.Text(recording) ?? "",
        reader.Value<Uri>(gateway, TryReadUrl, "is no URL such as http://127.0.0.1:11090"),
        reader.Text(name)!,
        reader.Number(runs, 1, int.MaxValue),
        place.Read(reader));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(AgentsReplaySettings settings, CancellationToken cancellation)
    {
        var recorded = Recording.Find(environment, settings.Recording);
        ClusterContext context = ClusterChoice.Require(environment, settings.Place);
        if (context.Authority is not null && settings.Gateway.Scheme == Uri.UriSchemeHttp)
        {
            throw new UsageException([new UsageError($"this cluster's silos have certificates; write https://{settings.Gateway.Authority}", settings.Gateway.OriginalString, gateway.Name)]);
        }

        await using ClusterSession grid = await ClusterSession.OpenAsync(environment, context, cancellation);
        RegistrationToken token = await grid.AskAsync(
            grains => grains.Agents.CreateToken(new Dictionary<string, string> { ["kind"] = "replay" }, TimeSpan.FromMinutes(10)), cancellation);
        using var agent = new ReplayAgent(settings.Gateway, context.Authority, settings.Name, recorded);
        try
        {
            await agent.JoinAsync(token.Secret, cancellation);
            await environment.Error.WriteLineAsync(Invariant($"{settings.Name} plays back {recorded.Runs} runs {recorded.Machine.HostName}."));
            (int played, int missing) = await agent.RunAsync(settings.Runs ?? int.MaxValue, cancellation);
            await agent.LeaveAsync();
            await environment.Error.WriteLineAsync(Invariant($"Played back {played} runs; {missing} were refused, because the recording has none like them."));
            return ExitCode.Done;
        }
        catch (RpcException refused) when (!cancellation.IsCancellationRequested)
        {
            environment.WriteError($"{settings.Gateway}: {refused.Status.Detail}");
            return ExitCode.Failed;
        }
    }

    private static bool TryReadUrl(string text, out Uri url)
    {
        bool isUrl = Uri.TryCreate(text, UriKind.Absolute, out Uri? read) && read.Scheme is "http" or "https";
        url = read ?? new Uri("http://localhost");
        return isUrl;
    }
}
