using System.CommandLine;
using S2Grid.Agent.Gateway;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent register</c>: joins a grid with a one-time token.</summary>
internal sealed class RegisterCommand : Command
{
    private readonly SiloSettings silos = new();
    private readonly RegistrationSettings registration = new();
    private readonly FallbackOption<string> state = MeasuringSettings.StateFolder();
    private readonly Option<bool> force = new("--force")
    {
        Description = "Register anew, with a new key, although this machine has an identity",
    };

    private readonly TextWriter output;

    internal RegisterCommand(TextWriter output)
        : base("register", "Joins a grid: makes a key pair on this machine and exchanges a one-time token for a credential.")
    {
        this.output = output;
        foreach (Option option in silos.All.Concat(registration.All))
        {
            Add(option);
        }

        Add(state);
        Add(force);
        SetAction(RegisterAsync);
    }

    private async Task<int> RegisterAsync(ParseResult parse, CancellationToken cancellation)
    {
        RegistrationRequest request = registration.Read(parse, silos)
            ?? throw new AgentException("Say with what to register: --token-file FILE, with a token of 's2grid agents token create'.");
        var folder = new StateFolder(state.Read(parse));
        using IDisposable alone = folder.Lock();
        if (AgentIdentity.Read(folder) is { } known)
        {
            if (!parse.GetValue(force))
            {
                throw new AgentException($"This machine is registered as {known.Name} ({known.AgentId}); --force registers it anew.");
            }

            AgentIdentity.Delete(folder);
            AgentKey.Delete(folder);
        }

        await RegisterAsync(request, folder, new AgentLog(output, TimeProvider.System), cancellation);
        return AgentProgram.Success;
    }

    /// <summary>Registers this machine.</summary>
    internal static async Task<AgentIdentity> RegisterAsync(
        RegistrationRequest request, StateFolder folder, AgentLog log, CancellationToken cancellation)
    {
        Uri[] addresses = [.. request.Silos.Select(SiloAddress.Read)];
        using var channels = new SiloChannels(addresses, new SiloTrust(request.CertificateAuthority, TimeProvider.System));
        try
        {
            return await Registration.RegisterAsync(request, folder, channels, MachineReader.Read(), log, cancellation);
        }
        catch (Exception exception) when (cancellation.IsCancellationRequested && exception is not AgentException)
        {
            throw new AgentException("Interrupted; this machine may be registered or not: register again with the same token.");
        }
    }
}
