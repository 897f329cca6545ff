namespace S2Grid.Cli.Doctor;

/// <summary>What a check has found.</summary>
internal enum Health
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It works, but not all of it, or not for long.</summary>
    Limited,

    /// <summary>It cannot work.</summary>
    Missing,

    /// <summary>It was not looked at, because something before it is missing or nobody uses it.</summary>
    Unchecked,
}
