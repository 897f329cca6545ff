using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>A sweep, or everything that is wrong with it.</summary>
/// <param name="Specification">The sweep; null if there are errors.</param>
/// <param name="Errors">Every error, in the order of the file.</param>
/// <param name="IsOverridden">Whether the file is as it should be, and the errors are in what a command line says instead.</param>
public sealed record SpecificationResult(
    SweepSpecification? Specification, IReadOnlyList<SpecificationError> Errors, bool IsOverridden = false);
