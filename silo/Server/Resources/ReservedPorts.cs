using System.Net;
using S2Grid.Server.Configuration;

namespace S2Grid.Server.Resources;

/// <summary>The ports that a silo has taken.</summary>
internal sealed class ReservedPorts : IDisposable
{
    private readonly PortReservation[] taken;

    private ReservedPorts(PortReservation[] taken)
    {
        this.taken = taken;
        Ports = new SiloPorts(taken[0].Port, taken[1].Port, taken[2].Port, taken[3].Port);
    }

    /// <summary>The ports.</summary>
    public SiloPorts Ports { get; }

    /// <summary>Takes the ports, and chooses those that are 0.</summary>
    /// <exception cref="IOException">One cannot be taken; the message says which and why.</exception>
    public static ReservedPorts Take(IPAddress address, SiloPorts ports)
    {
        List<PortReservation> taken = [];
        try
        {
            taken.Add(PortReservation.Take(address, ports.Silo, Settings.SiloPort.Word));
            taken.Add(PortReservation.Take(address, ports.Gateway, Settings.GatewayPort.Word));
            taken.Add(PortReservation.Take(address, ports.Http, Settings.HttpPort.Word));
            taken.Add(PortReservation.Take(address, ports.Agents, Settings.AgentPort.Word));
            return new ReservedPorts([.. taken]);
        }
        catch (IOException)
        {
            taken.ForEach(port => port.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        foreach (PortReservation port in taken)
            port.Dispose();
    }
}
