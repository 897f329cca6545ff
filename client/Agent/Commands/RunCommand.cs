using System.CommandLine;
using S2Grid.Agent.Gateway;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using S2Grid.Agent.Measuring;
using S2Grid.Agents.Protocol;

namespace S2Grid.Agent.Commands;

/// <summary><c>s2grid-agent run</c>: the agent.</summary>
internal sealed class RunCommand : Command
{
    private readonly SiloSettings silos = new();
    private readonly RegistrationSettings registration = new();
    private readonly AgentSettings agent = new();
    private readonly FallbackOption<string> state = MeasuringSettings.StateFolder();
    private readonly TextWriter output;

    internal RunCommand(TextWriter output)
        : base("run", "Waits for runs, carries them out and reports them, until it is asked to stop.")
    {
        this.output = output;
        foreach (Option option in silos.All.Concat(registration.All).Concat(agent.All))
        {
            Add(option);
        }

        Add(state);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken drain)
    {
        AgentOptions options = agent.Read(parse);
        var folder = new StateFolder(state.Read(parse));
        using IDisposable alone = folder.Lock();
        RequireKvm(MachineReader.Read());
        var log = new AgentLog(output, TimeProvider.System);
        AgentIdentity identity = await IdentifyAsync(parse, folder, log, drain);
        string[] given = silos.Silos(parse);
        Uri[] addresses = [.. (given.Length > 0 ? given : identity.Silos).Select(SiloAddress.Read)];
        using var channels = new SiloChannels(
            addresses, new SiloTrust(silos.Authority(parse) ?? identity.CertificateAuthority, TimeProvider.System));
        using var key = AgentKey.Open(folder);
        var kernels = new KernelSwitch(options.SwitchKernel, folder, log, TimeProvider.System);
        AgentLoop? loop = null;
        using var link = new GridLink(channels, identity, key, () => loop!.Describe(), log, TimeProvider.System, Random.Shared);
        loop = new AgentLoop(
            link, new ReportSpool(folder, log), new MeasuringProcess(options.Measuring, folder), kernels, options, log, TimeProvider.System);
        await loop.RunAsync(drain);
        if (identity.Ephemeral)
        {
            AgentIdentity.Delete(folder);
            AgentKey.Delete(folder);
        }

        return AgentProgram.Success;
    }

    private static void RequireKvm(Machine machine)
    {
        if (!machine.Kvm.Usable)
        {
            throw new AgentException($"Nothing can be measured on this machine: {machine.Kvm.WhyNot}");
        }
    }

    /// <summary>
    /// Who this machine is; it registers if it is nobody yet and has been given a token. An ephemeral one that came to a sudden end may have
    /// been forgotten meanwhile: it registers again, with the key that it has.
    /// </summary>
    private async Task<AgentIdentity> IdentifyAsync(ParseResult parse, StateFolder folder, AgentLog log, CancellationToken cancellation)
    {
        AgentIdentity? known = AgentIdentity.Read(folder);
        if (known is { Ephemeral: false })
        {
            return known;
        }

        return registration.Read(parse, silos) is { } request
            ? await RegisterCommand.RegisterAsync(request, folder, log, cancellation)
            : known ?? throw new AgentException(
                "This machine is not registered: s2grid-agent register --silo https://HOST:PORT --token-file FILE, with a token of "
                + "'s2grid agents token create'.");
    }
}
