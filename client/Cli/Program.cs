using System.Runtime.InteropServices;
using S2Grid.Cli;

// The first Ctrl-C lets the command finish what is in flight. The handler does nothing about the second one, so that it
// kills the process as it would kill any other.
CliEnvironment environment = CliEnvironment.OfProcess();
using var interrupt = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Drain);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Drain);
return await Application.RunAsync(args, environment, interrupt.Token);

void Drain(PosixSignalContext signal)
{
    if (interrupt.IsCancellationRequested)
    {
        environment.RestoreTerminal();
        return;
    }

    signal.Cancel = true;
    interrupt.Cancel();
}
