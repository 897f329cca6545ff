namespace S2Grid.Experiments.Presets;

/// <summary>A sweep that ships with the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Yaml">The sweep file.</param>
public sealed record Preset(string Name, string Description, string Yaml);
