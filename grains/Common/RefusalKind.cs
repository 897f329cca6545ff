namespace S2Grid.Common;

/// <summary>What kind of refusal it is.</summary>
public enum RefusalKind
{
    /// <summary>As things are, it cannot be done: there is no such sweep, or another process runs it.</summary>
    Impossible,

    /// <summary>What was said is wrong; saying it again does not help.</summary>
    Wrong,

    /// <summary>A condition on results cannot be understood; the details are the columns that it can use.</summary>
    Condition,

    /// <summary>Results were to be compared that must not be.</summary>
    Incomparable,

    /// <summary>A file that it takes, a certificate or tokens, cannot be used.</summary>
    Unusable,

    /// <summary>Who asks is not who it says, or is no longer wanted.</summary>
    Unknown,

    /// <summary>The session of who asks has ended: it is to say hello again.</summary>
    NoSession,

    /// <summary>Another living process is who asks.</summary>
    Duplicate,
}
