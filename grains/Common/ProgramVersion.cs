using System.Reflection;

namespace S2Grid.Common;

/// <summary>The version that all programs of a build have.</summary>
public static class ProgramVersion
{
    /// <summary>The version with the commit it was built from, where that is known: <c>0.1.0+cec6165</c>.</summary>
    public static string WithCommit { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The version: <c>0.1.0</c>.</summary>
    public static string Number { get; } = WithCommit.Split('+')[0];
}
