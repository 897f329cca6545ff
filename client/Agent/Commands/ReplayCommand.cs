using S2Grid.Agent.Gateway;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Measuring;
using S2Grid.Agent.Replay;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent replay</c>: an agent that plays back recorded runs.</summary>
internal sealed class ReplayCommand : CliCommand
{
    private readonly Argument<string> recording = CliArgument.Text(
        "RECORDING",
        $"What 's2grid results SWEEP --format json' has written, or {Recording.BuiltIn}: "
            + $"the preset kvm-smoke on an emulated arm64 machine");

    private readonly SiloSettings silos = new();
    private readonly RegistrationSettings registration = new("replay");
    private readonly Option<int?> maxRuns = AgentSettings.MaxRuns();

    internal ReplayCommand(CliEnvironment terminal)
        : base(
            terminal,
            "replay",
            "Is an agent without a machine: plays back recorded runs, of provenance replayed, and leaves the grid at the end",
            new Example(
                $"s2grid-agent replay {Recording.BuiltIn} --max-runs 24 --silo http://127.0.0.1:11090 --token-file token",
                "Answer 's2grid run kvm-smoke' from a recording, then leave; no machine is needed."))
    {
        recording.CompletionSources.Add(_ => [new System.CommandLine.Completions.CompletionItem(Recording.BuiltIn)]);
        AddAll([recording, .. silos.All, .. registration.Required, maxRuns]);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        var recorded = Recording.Find(parse.GetRequiredValue(recording), Terminal.FullPath(parse.GetRequiredValue(recording)));
        RegistrationRequest request = registration.Read(parse, silos) ?? throw new AgentException(RegisterCommand.NoToken);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-replay-");
        try
        {
            var state = new StateFolder(folder.FullName);
            var log = new AgentLog(Terminal.Out, TimeProvider.System);
            log.Say(recorded.Description);
            AgentIdentity identity =
                await RegisterCommand.RegisterAsync(request with { Ephemeral = true }, state, recorded.Describe(), log, cancellation);
            var options = new AgentOptions
            {
                Measuring = new MeasuringOptions(),
                Labels = new Dictionary<string, string> { ["kind"] = "replay" },
                MaxRuns = parse.GetValue(maxRuns),
            };
            await RunCommand.RunAsync(state, identity, request.Silos, request.CertificateAuthority, recorded, options, log, cancellation);
            return ExitCode.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
