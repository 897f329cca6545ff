using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using S2Grid.Server.Configuration;

namespace S2Grid.Server.Access;

/// <summary>Tells who speaks HTTP to the gateway, or asks one port for what is on another, which port is for what.</summary>
internal static class WrongPort
{
    private const int Enough = 4;
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(1);

    /// <summary>How requests of HTTP begin, those of HTTP/2 among them. Orleans' messages begin with their length.</summary>
    private static readonly byte[][] Beginnings =
        [.. new[] { "GET ", "HEAD", "POST", "PUT ", "PRI ", "OPTI" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Which port is for what.</summary>
    public static string Ports(SiloConfiguration configuration) =>
        $"This silo has its gateway for s2grid at {new IPEndPoint(configuration.Advertise, configuration.Ports.Gateway)}, "
        + $"health and metrics at {configuration.UriOf(configuration.Ports.Http)}, "
        + $"and takes agents at {configuration.UriOf(configuration.Ports.Agents)}.";

    /// <summary>Answers HTTP at a gateway in clear text; where there is TLS, who does not speak it is rejected and logged.</summary>
    public static void TellOfWrongPort(this ISiloBuilder silo, SiloConfiguration configuration) =>
        silo.Configure<SiloConnectionOptions>(options => options.ConfigureGatewayInboundConnection(inbound =>
            inbound.Use(next => async context =>
            {
                if (await SpeaksHttpAsync(context.Transport.Input, context.ConnectionClosed))
                    await AnswerAsync(context, Gateway(configuration));
                else
                    await next(context);
            })));

    /// <remarks>Clients of another cluster read here which one this is.</remarks>
    private static string Gateway(SiloConfiguration configuration) =>
        $"This is the gateway of the cluster {configuration.ClusterId}, which does not speak HTTP. {Ports(configuration)}";

    private static async Task<bool> SpeaksHttpAsync(PipeReader input, CancellationToken closed)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(closed);
            bool isEnough = read.Buffer.Length >= Enough || read.IsCompleted;
            byte[] first = read.Buffer.Slice(0, Math.Min(Enough, read.Buffer.Length)).ToArray();

            // Nothing is taken: who comes next reads the same.
            input.AdvanceTo(read.Buffer.Start, isEnough ? read.Buffer.Start : read.Buffer.End);
            if (isEnough)
                return Beginnings.Any(first.SequenceEqual);
        }
    }

    private static async Task AnswerAsync(ConnectionContext context, string text)
    {
        string answer = $"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {text.Length + 1}"
            + $"\r\n\r\n{text}\n";
        await context.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(answer), context.ConnectionClosed);

        // The connection is gone with what it has not sent yet once this returns: the peer reads first, and closes it.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed);
        patience.CancelAfter(ReadTime);
        try
        {
            ReadResult read;
            do
            {
                read = await context.Transport.Input.ReadAsync(patience.Token);
                context.Transport.Input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException)
        {
            // It has read, or does not want to.
        }
    }
}
