namespace S2Grid.Api.Requests;

/// <summary>An answer that is sent again where it is asked for again.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Type">Its media type; null for an answer without a body.</param>
/// <param name="Location">Where what was made is; null where nothing was.</param>
/// <param name="Body">The body.</param>
internal sealed record KeptAnswer(int Status, string? Type, string? Location, byte[] Body)
{
    /// <summary>The answer that a response has become.</summary>
    public static KeptAnswer Of(HttpResponse response, byte[] body) =>
        new(response.StatusCode, response.ContentType, response.Headers.Location, body);

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = Type;
        response.Headers.Location = Location;
        return response.Body.WriteAsync(Body, response.HttpContext.RequestAborted).AsTask();
    }
}
