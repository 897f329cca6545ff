namespace S2Grid.Contracts.Agents;

/// <summary>The grid does not do what an agent, or someone about an agent, asks; the message tells why and what to do.</summary>
[GenerateSerializer]
public sealed class AgentRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What kind of refusal it is.</param>
    /// <param name="message">Why, and what to do.</param>
    public AgentRefusedException(AgentRefusal kind, string message)
        : base(message) => Kind = kind;

    /// <summary>Creates the exception with its sentence.</summary>
    public AgentRefusedException(string message)
        : this(AgentRefusal.Wrong, message)
    {
    }

    /// <summary>Creates the exception with its sentence and its cause.</summary>
    public AgentRefusedException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates the exception.</summary>
    public AgentRefusedException()
        : this("The grid does not do that.")
    {
    }

    /// <summary>What kind of refusal it is.</summary>
    [Id(0)]
    public AgentRefusal Kind { get; private set; }
}
