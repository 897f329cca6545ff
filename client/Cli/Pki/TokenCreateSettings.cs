
using S2Grid.Cli.CommandLine;
using S2Grid.Contracts.Access;

namespace S2Grid.Cli.Pki;

/// <summary>What <c>s2grid token create</c> was asked to do.</summary>
/// <param name="Name">Whose the token is.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Days">For how long it is good; null for ever.</param>
/// <param name="File">The tokens file.</param>
public sealed record TokenCreateSettings(string Name, Role Role, int? Days, string File) : ISettings
{
    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (!PkiNames.IsName(Name))
        {
            yield return new UsageError($"'{Name}' is no name; {PkiNames.Rule}", Name);
        }
    }
}
