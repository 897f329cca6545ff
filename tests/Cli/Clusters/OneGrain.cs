using System.Reflection;

namespace S2Grid.Cli.Tests.Clusters;

/// <summary>A grain factory that knows one grain.</summary>
public class OneGrain : DispatchProxy
{
    /// <summary>The grain.</summary>
    public object? Grain { get; set; }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
}
