namespace S2Grid.Experiments.Consequences;

/// <summary>A figure of what counts come to for a guest, declared once: a metric, columns, and a column of a command's table.</summary>
/// <param name="Name">What it is called in files and on command lines.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="Description">What it says, in a line.</param>
/// <param name="Unit">In what it is: <c>ns</c>, <c>rounds</c> or <c>bytes/s</c>.</param>
/// <param name="IsUsual">Whether tables of runs have it where nobody says which figures to show.</param>
public abstract record PredictedFigure(string Name, string Title, string Description, string Unit, bool IsUsual);
