using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using S2Grid.Api.Access;
using S2Grid.Api.Answers;
using S2Grid.Api.Requests;

namespace S2Grid.Api.Document;

/// <summary>The OpenAPI document, made from what is said of the addresses and from the options that are their parameters.</summary>
internal static partial class ApiDocument
{
    /// <summary>The document's name.</summary>
    public const string Name = "v1";

    private const string Description =
        "What s2grid does, in the same words: parameters are the options of its commands. Where the cluster has tokens: "
        + "'Authorization: Bearer TOKEN', of the role that stands at each address. What goes wrong is told as "
        + "application/problem+json, all faults at once.";

    /// <summary>Says how the document is made.</summary>
    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = one => one.ActionDescriptor.EndpointMetadata.OfType<Address>().Any();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "S2Grid", Version = "1", Description = Description };
            document.Servers = [];
            document.Components = new OpenApiComponents
            {
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(
                operation, context.Description.ActionDescriptor.EndpointMetadata.OfType<Address>().Single(),
                context.Description.RelativePath ?? "");
            return Task.CompletedTask;
        });
    }

    /// <summary>Maps the document.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapOpenApi($"{Addresses.Root}/openapi.json").RequireToken(endpoints.ServiceProvider);

    private static void Describe(OpenApiOperation operation, Address address, string path)
    {
        operation.Summary = address.Summary;
        operation.Description = $"Role: {address.Role.ToString().ToLowerInvariant()}.";
        operation.Parameters =
        [
            .. Places().Matches(path).Select(place => Parameter(place.Groups[1].Value, ParameterLocation.Path, null)),
            .. new[] { address.Query?.Repeated }.OfType<string>()
                .Select(name => Parameter(name, ParameterLocation.Query, "A name, an id or a beginning of an id; may be repeated")),
            .. address.Query?.Options.Select(option =>
                Parameter(QueryOptions.NameOf(option), ParameterLocation.Query, option.Description)) ?? [],
            .. address.Again is { } again
                ? [Parameter(KnownRequests.Header, ParameterLocation.Header, $"{KnownRequests.Meaning} {again}")]
                : Array.Empty<OpenApiParameter>(),
        ];
        if (address.Body is { } body)
            operation.RequestBody = new OpenApiRequestBody { Content = Content([body]) };

        string good = address.Answers.Count == 0 ? "204" : "200";
        operation.Responses = new OpenApiResponses
        {
            [good] = new OpenApiResponse { Description = "Done", Content = Content(address.Answers) },
            ["default"] = new OpenApiResponse { Description = "What is wrong", Content = Content([Problem.Type]) },
        };
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string? description) => new()
    {
        Name = name,
        In = place,
        Required = place == ParameterLocation.Path,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static Dictionary<string, OpenApiMediaType> Content(IEnumerable<string> types) =>
        types.ToDictionary(type => type, _ => new OpenApiMediaType());

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Places();
}
