using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace S2Grid.Support;

/// <summary>Sends signals to processes by their id, and tells which processes there are.</summary>
public static partial class ProcessSignals
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGUSR1.</summary>
    public const int User1 = 10;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    private const int NoSuchProcess = 3;

    /// <summary>Smaller numbers mean groups of processes, and 1 the first process of the machine.</summary>
    private const int SmallestId = 2;

    /// <summary>Sends a signal. A process that is gone takes none, and that is no fault.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static void Send(int processId, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, SmallestId);
        if (SendSignal(processId, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
            throw new Win32Exception(error);
    }

    /// <summary>Whether a process is, and has not ended without its parent having noticed.</summary>
    public static bool Exists(int processId) => ParentOf($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}") is not null;

    /// <summary>The processes that a process has started and that still are.</summary>
    public static IReadOnlyList<int> ChildrenOf(int processId)
    {
        var children = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            string name = Path.GetFileName(folder);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && ParentOf(folder) == processId)
                children.Add(id);
        }

        return children;
    }

    /// <summary>
    /// A process' parent; null if it is gone or a zombie. The name before it stands in parentheses and may hold anything.
    /// </summary>
    private static int? ParentOf(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return afterName[0] is "Z" or "X" ? null : int.Parse(afterName[1], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
