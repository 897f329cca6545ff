namespace S2Grid.Contracts.Access;

/// <summary>What a token's holder may do. Each role but <see cref="Agent"/> may do what those before it may.</summary>
public enum Role
{
    /// <summary>Look at sweeps, results and the cluster.</summary>
    Viewer,

    /// <summary>Measure on a machine, and nothing else.</summary>
    Agent,

    /// <summary>Start, stop, change and delete sweeps, and run steps in VM sessions.</summary>
    Operator,

    /// <summary>Everything, agents and their tokens included.</summary>
    Admin,
}
