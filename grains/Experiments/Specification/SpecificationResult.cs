using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>A sweep, or everything that is wrong with it.</summary>
/// <param name="Specification">The sweep; null if there are errors.</param>
/// <param name="Errors">Every error, in the order of the file.</param>
public sealed record SpecificationResult(SweepSpecification? Specification, IReadOnlyList<SpecificationError> Errors);
