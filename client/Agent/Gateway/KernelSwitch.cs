using System.Diagnostics;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Gateway;

/// <summary>
/// Boots the kernel of another variant by a command that the operator has put on the agent's own command line. A server names a variant;
/// it never says what is run.
/// </summary>
internal sealed class KernelSwitch(IReadOnlyDictionary<string, string> commands, StateFolder state, AgentLog log, TimeProvider clock)
{
    private const string FileName = "kernel-switch";
    private static readonly TimeSpan BootTime = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> failed = [];

    /// <summary>The variants that can be booted, less those that did not come up.</summary>
    internal IEnumerable<string> Variants => commands.Keys.Where(variant => !failed.Contains(variant)).Order(StringComparer.Ordinal);

    /// <summary>After a start: says whether the boot that was asked for has brought the kernel that was asked for.</summary>
    /// <param name="strategy">What the running kernel's split walk does.</param>
    internal void Resume(string strategy)
    {
        if (state.Read(FileName)?.Split(' ', 2) is not [var boot, var variant])
            return;

        state.Delete(FileName);
        if (variant == strategy)
        {
            log.Say($"Booted the kernel of variant {variant}: {MachineReader.Kernel}.");
            return;
        }

        failed.Add(variant);
        log.Say(boot == MachineReader.BootId
            ? $"The kernel of variant {variant} was asked for, and this machine has not booted since. It is not tried again until a "
                + $"restart."
            : $"The kernel of variant {variant} was asked for, and {MachineReader.Kernel} came up, which is variant '{strategy}': look at "
                + "--switch-kernel and --kernel-strategy. It is not tried again until a restart.");
    }

    /// <summary>Boots a variant's kernel. Returns only if that did not work, or once this process is asked to end by the boot.</summary>
    internal async Task BootAsync(string variant, CancellationToken cancellation)
    {
        if (!commands.TryGetValue(variant, out string? command) || failed.Contains(variant))
        {
            log.Say($"The grid asks for the kernel variant '{variant}', but no --switch-kernel is given for it. Ignored.");
            return;
        }

        log.Say($"Booting the kernel of variant {variant}: {command}");
        state.Write(FileName, $"{MachineReader.BootId} {variant}");
        if (await RunAsync(command, cancellation) is { } error)
        {
            log.Say($"The kernel of variant {variant} cannot be booted: {error} It is not tried again until a restart.");
        }
        else
        {
            await Task.Delay(BootTime, clock, cancellation);
            log.Say(string.Create(CultureInfo.InvariantCulture,
                $"The kernel of variant {variant} has not been booted within {BootTime.TotalMinutes} minutes. It is not tried again "
                + $"until a restart."));
        }

        failed.Add(variant);
        state.Delete(FileName);
    }

    private static async Task<string?> RunAsync(string command, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(info)!;
            string errors = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? null : Invariant($"exit code {process.ExitCode}. {errors.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
