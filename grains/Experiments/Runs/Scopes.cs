namespace S2Grid.Experiments.Runs;

/// <summary>Scopes in words.</summary>
public static class Scopes
{
    /// <summary>The scope for people, to be put after "the".</summary>
    public static string Describe(this Scope scope) => scope switch
    {
        Scope.SplitCall => "split call",
        Scope.Ioctl => "whole ioctl",
        _ => "guest's time",
    };
}
