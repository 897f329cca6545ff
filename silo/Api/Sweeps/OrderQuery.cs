using S2Grid.Api.Requests;
using S2Grid.Views.Plans;

namespace S2Grid.Api.Sweeps;

/// <summary>A sweep that a request asks for: its file as the body, or a preset; the options of <c>s2grid run</c> as parameters.</summary>
internal sealed class OrderQuery
{
    private const string DefaultFile = "sweep.yaml";

    private readonly OrderOptions order = new();
    private readonly Option<string?> preset = CliOption.OptionalText(
        "--preset", "NAME", "A preset in place of a body", choices: () => ShippedPresets.All.Select(one => one.Name));

    private readonly Option<string> file = CliOption.Text(
        "--file", "NAME", "What messages call the body", DefaultFile);

    public OrderQuery(string name, params IReadOnlyList<Option> more) =>
        Options = new QueryOptions(name, [preset, file, .. order.Ordered, .. order.Shared, .. more]);

    /// <summary>The parameters.</summary>
    public QueryOptions Options { get; }

    /// <summary>Reads what is asked for.</summary>
    /// <exception cref="UsageException">Something is wrong with it; carries everything.</exception>
    public async Task<SweepOrder> ReadAsync(HttpContext context, ParseResult parse)
    {
        string body = await RequestBody.ReadTextAsync(context);
        return order.Read(parse, SourceOf(parse, body));
    }

    private SpecificationSource SourceOf(ParseResult parse, string body)
    {
        if (parse.GetValue(preset) is not { } name)
        {
            return body.Length > 0 ? new SpecificationSource(PrintableText.Sanitize(parse.GetRequiredValue(file)), body)
                : throw new UsageException(
                    new UsageError("a sweep file is needed as the body, or the name of a preset", null, preset.Name));
        }

        if (body.Length > 0)
            throw new UsageException(new UsageError("--preset stands for a body; give one of them", name, preset.Name));

        return ShippedPresets.Find(name) is { } found
            ? new SpecificationSource($"{found.Name}.yaml", found.Yaml)
            : throw new UsageException(UsageError.Unknown("preset", name, [.. ShippedPresets.All.Select(one => one.Name)], preset.Name));
    }
}
