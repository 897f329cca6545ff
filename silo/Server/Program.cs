using System.Collections;
using System.Runtime.InteropServices;
using S2Grid.Server;

Dictionary<string, string> variables = Environment.GetEnvironmentVariables()
    .Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

// The first signal stops the silo, at whatever it is, also before there is a host that would hear of it; the second ends it at once.
using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await new SiloProgram(Console.Out, LossyWriter.OfErrors(), variables, directory: null, TimeProvider.System)
    .RunAsync(args, stop.Token);

void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested)
        Environment.Exit(ExitCode.Interrupted);

    signal.Cancel = true;
    stop.Cancel();
}
