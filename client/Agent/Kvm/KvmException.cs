namespace S2Grid.Agent.Kvm;

/// <summary>The kernel refused a call.</summary>
/// <param name="call">What was called, and with what.</param>
/// <param name="error">The error number.</param>
public sealed class KvmException(string call, int error)
    : Exception($"{call}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})")
{
    /// <summary>The error number.</summary>
    public int Error { get; } = error;

    /// <summary>Passes a result on, or throws if it is an error.</summary>
    internal static int Check(int result, string call) => result >= 0 ? result : throw Last(call);

    /// <summary>The error of the last call.</summary>
    internal static KvmException Last(string call) => new(call, Marshal.GetLastPInvokeError());
}
