using S2Grid.Server.Configuration;
using S2Grid.Server.Resources;

namespace S2Grid.Server;

/// <summary>The program <c>s2grid-silo</c>, callable in a process or in a test.</summary>
public sealed class SiloProgram(TextWriter output, TextWriter error, IReadOnlyDictionary<string, string> variables, string? directory,
    TimeProvider clock)
{
    /// <summary>How long a silo that starts waits for a database or a Redis that starts, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>Does what the command line asks; by default runs a silo until it is asked to stop.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="cancellation">Gives up starting, or stops.</param>
    /// <returns>0 done; 1 the machine, a database or Redis refused; 2 the configuration is wrong.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        if (arguments.Any(word => word is "--help" or "-h"))
        {
            SiloHelp.Write(output);
            return ExitCode.Done;
        }

        if (arguments.Contains(SiloHelp.Manual))
        {
            SiloHelp.WriteManual(output);
            return ExitCode.Done;
        }

        if (arguments.Contains("--version"))
        {
            await output.WriteLineAsync(ProgramVersion.Number);
            return ExitCode.Done;
        }

        bool checkOnly = arguments.Contains(SiloHelp.Check);
        string[] flags = [.. arguments.Where(word => word != SiloHelp.Check)];
        if (SiloConfiguration.Read(flags, variables, directory, clock, out IReadOnlyList<string> errors) is not { } configuration)
        {
            foreach (string sentence in errors)
                await error.WriteLineAsync($"error: {sentence}");
            await error.WriteLineAsync("Run 's2grid-silo --help' for usage.");
            return ExitCode.Usage;
        }

        try
        {
            return checkOnly ? await CheckAsync(configuration) : await ServeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop before it had started.
            return ExitCode.Done;
        }
        catch (Exception e) when (Explain(e, configuration) is { } sentence)
        {
            await error.WriteLineAsync($"error: {sentence}");
            return ExitCode.Failed;
        }
    }

    private async Task<int> CheckAsync(SiloConfiguration configuration)
    {
        using (ReservedPorts.Take(configuration.Bind, configuration.Ports))
        {
            await using Backends backends = await Backends.OpenAsync(configuration);
            await output.WriteLineAsync($"catalogue  {backends.Catalogue.Place}");
            await output.WriteLineAsync($"segments   {backends.Segments.Place}");
            await output.WriteLineAsync($"redis      {(backends.Redis is null ? "none, the silo is alone" : "reachable")}");
            await output.WriteLineAsync($"tls        {(configuration.Tls is null ? "off" : "on")}");
            await output.WriteLineAsync($"tokens     {configuration.Tokens ?? "none, everybody may do everything"}");
        }

        await output.WriteLineAsync("The silo can start.");
        return ExitCode.Done;
    }

    private async Task<int> ServeAsync(SiloConfiguration configuration, CancellationToken cancellation)
    {
        await using SiloServer server = await StartAsync(configuration, cancellation);
        string line = StartLine.Of(server);
        await output.WriteLineAsync(line);
        await output.FlushAsync(cancellation);
        if (configuration.StartFile is { } file)
            AtomicFile.Write(file, line + "\n");
        await server.WaitForShutdownAsync(cancellation);
        return ExitCode.Done;
    }

    /// <summary>Starts the server; a database or a Redis that cannot be reached yet is waited for.</summary>
    private async Task<SiloServer> StartAsync(SiloConfiguration configuration, CancellationToken cancellation)
    {
        long began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await SiloServer.StartAsync(configuration, clock, SiloHost.LogToConsole, cancellation);
            }
            catch (Exception e)
                when (Backends.IsTransient(e, configuration) && clock.GetElapsedTime(began) < Patience)
            {
                cancellation.ThrowIfCancellationRequested();
                await error.WriteLineAsync($"waiting: {Explain(e, configuration)}");
                await Task.Delay(RetryDelay, clock, cancellation);
            }
        }
    }

    private static string? Explain(Exception fault, SiloConfiguration configuration) =>
        fault is StorageException or IOException or UnauthorizedAccessException or RefusedException
            ? fault.Message : Backends.Explain(fault, configuration);
}
