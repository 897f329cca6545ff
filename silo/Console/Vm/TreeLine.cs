namespace S2Grid.Web.Vm;

/// <summary>Entries of a tree that are alike with all that is below them, in one line.</summary>
/// <param name="Level">Their level.</param>
/// <param name="Text">How many neighbours there are in each table, and what they are: <c>512 x table</c>.</param>
/// <param name="All">How many there are in all: in each table, times the tables that are alike.</param>
/// <param name="Attributes">A leaf's attributes.</param>
public sealed record TreeLine(int Level, string Text, long All, string Attributes);
