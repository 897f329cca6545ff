using S2Grid.Agent.Gateway;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent register</c>: joins a grid with a one-time token.</summary>
internal sealed class RegisterCommand : CliCommand
{
    /// <summary>What to say where there is no token.</summary>
    internal const string NoToken = "No token given: add --token-file FILE, with a token of 's2grid agents token create'.";

    private readonly SiloSettings silos = new();
    private readonly RegistrationSettings registration = new();
    private readonly Option<string?> state = MeasuringSettings.State();
    private readonly Option<bool> force = CliOption.Flag("--force", "Register anew, with a new key, although this machine has an identity");

    internal RegisterCommand(CliEnvironment terminal)
        : base(
            terminal,
            "register",
            "Joins a grid: makes a key pair on this machine and exchanges a one-time token for a credential",
            new Example("s2grid-agent register --silo https://silo1:11090 --ca ca.crt --token-file token",
                "The token is used up; the key stays on this machine."))
        => AddAll([.. silos.All, .. registration.All, state, force]);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        RegistrationRequest request = registration.Read(parse, silos)
            ?? throw new AgentException(NoToken);
        StateFolder folder = MeasuringSettings.Folder(parse, state);
        using IDisposable alone = folder.Lock();
        if (AgentIdentity.Read(folder) is { } known)
        {
            if (!parse.GetValue(force))
                throw new AgentException($"This machine is registered as {known.Name} ({known.AgentId}); --force registers it again.");

            AgentIdentity.Delete(folder);
            AgentKey.Delete(folder);
        }

        await RegisterAsync(request, folder, MachineReader.Read(), new AgentLog(Terminal.Out, TimeProvider.System), cancellation);
        return ExitCode.Done;
    }

    /// <summary>Registers a machine.</summary>
    internal static async Task<AgentIdentity> RegisterAsync(
        RegistrationRequest request, StateFolder folder, Machine machine, AgentLog log, CancellationToken cancellation)
    {
        Uri[] addresses = [.. request.Silos.Select(SiloAddress.Read)];
        using var channels = new SiloChannels(addresses, new SiloTrust(request.CertificateAuthority, TimeProvider.System));
        try
        {
            return await Registration.RegisterAsync(request, folder, channels, machine, log, cancellation);
        }
        catch (Exception exception) when (cancellation.IsCancellationRequested && exception is not AgentException)
        {
            throw new AgentException("Interrupted; this machine may be registered or not: register again with the same token.");
        }
    }
}
