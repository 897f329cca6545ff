using S2Grid.Agent.Gateway;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using S2Grid.Agent.Measuring;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent run</c>: the agent.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly SiloSettings silos = new();
    private readonly RegistrationSettings registration = new();
    private readonly AgentSettings agent = new();
    private readonly Option<string?> state = MeasuringSettings.State();

    internal RunCommand(CliEnvironment terminal)
        : base(
            terminal,
            "run",
            "Waits for runs, executes them and reports them, until it is asked to stop",
            new("s2grid-agent run", "For the silos that this machine registered with; Ctrl-C or SIGTERM drains it."),
            new("s2grid-agent run --silo http://127.0.0.1:11090 --token-file token --ephemeral", "Register, and be forgotten afterwards."))
        => AddAll([.. silos.All, .. registration.All, .. agent.All, state]);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        AgentOptions options = agent.Read(parse);
        StateFolder folder = MeasuringSettings.Folder(parse, state);
        using IDisposable alone = folder.Lock();
        RequireKvm(MachineReader.Read());
        var log = new AgentLog(Terminal.Out, TimeProvider.System);
        AgentIdentity identity = await IdentifyAsync(parse, folder, log, cancellation);
        IReadOnlyList<string> given = silos.Silos(parse);
        await RunAsync(
            folder,
            identity,
            given.Count > 0 ? given : identity.Silos,
            silos.Authority(parse) ?? identity.CertificateAuthority,
            new MeasuringProcess(options.Measuring, folder),
            options,
            log,
            cancellation);
        if (identity.Ephemeral)
        {
            AgentIdentity.Delete(folder);
            AgentKey.Delete(folder);
        }

        return ExitCode.Done;
    }

    /// <summary>Lives as a registered agent until it is asked to stop, or has done all its runs.</summary>
    internal static async Task RunAsync(
        StateFolder folder,
        AgentIdentity identity,
        IReadOnlyList<string> silos,
        string? authority,
        IMeasurer measurer,
        AgentOptions options,
        AgentLog log,
        CancellationToken cancellation)
    {
        using var channels = new SiloChannels([.. silos.Select(SiloAddress.Read)], new SiloTrust(authority, TimeProvider.System));
        using var key = AgentKey.Open(folder);
        var kernels = new KernelSwitch(options.SwitchKernel, folder, log, TimeProvider.System);
        AgentLoop? loop = null;
        using var link = new GridLink(channels, identity, key, () => loop!.Describe(), log, TimeProvider.System, Random.Shared);
        loop = new AgentLoop(link, new ReportSpool(folder, log), measurer, kernels, options, log, TimeProvider.System);
        await loop.RunAsync(cancellation);
    }

    private static void RequireKvm(Machine machine)
    {
        if (!machine.Kvm.Usable)
            throw new AgentException($"Nothing can be measured on this machine: {machine.Kvm.WhyNot}");
    }

    /// <summary>
    /// Who this machine is; it registers if it is nobody yet and has been given a token. An ephemeral one that came to a sudden end may
    /// have been forgotten meanwhile: it registers again, with the key that it has.
    /// </summary>
    private async Task<AgentIdentity> IdentifyAsync(ParseResult parse, StateFolder folder, AgentLog log, CancellationToken cancellation)
    {
        AgentIdentity? known = AgentIdentity.Read(folder);
        if (known is { Ephemeral: false })
            return known;

        return registration.Read(parse, silos) is { } request
            ? await RegisterCommand.RegisterAsync(request, folder, MachineReader.Read(), log, cancellation)
            : known ?? throw new AgentException(
                "This machine is not registered: s2grid-agent register --silo https://HOST:PORT --token-file FILE, with a token of "
                + "'s2grid agents token create'.");
    }
}
