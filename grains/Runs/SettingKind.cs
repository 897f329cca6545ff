namespace S2Grid.Runs;

/// <summary>What the values of a setting are to a program.</summary>
public enum SettingKind
{
    /// <summary>Words, or words and numbers together.</summary>
    Word,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>Whole numbers.</summary>
    Number,

    /// <summary>Sizes in bytes, written as people do, and perhaps words.</summary>
    Size,

    /// <summary>Whole numbers or a word.</summary>
    NumberOrWord,
}
