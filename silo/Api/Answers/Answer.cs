using System.Text;

namespace S2Grid.Api.Answers;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    /// <summary>What JSON is called.</summary>
    public const string Json = "application/json";

    /// <summary>Writes a document as the command line does.</summary>
    public static Task JsonAsync(HttpContext context, object document, int status = StatusCodes.Status200OK) =>
        TextAsync(context, text => JsonOutput.Write(text, document), Json, status);

    /// <summary>Writes one object with the properties of several.</summary>
    public static Task MergedAsync(HttpContext context, params IEnumerable<object> parts) =>
        TextAsync(context, text => JsonOutput.WriteMerged(text, parts), Json);

    /// <summary>Writes a text.</summary>
    public static async Task TextAsync(
        HttpContext context, Action<TextWriter> write, string type, int status = StatusCodes.Status200OK)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        write(text);
        context.RequestAborted.ThrowIfCancellationRequested();
        context.Response.StatusCode = status;
        context.Response.ContentType = type.Contains("json", StringComparison.Ordinal) ? type : $"{type}; charset=utf-8";
        await context.Response.WriteAsync(text.ToString(), Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>Sends a file and deletes it.</summary>
    public static async Task FileAsync(HttpContext context, string path, string type, string name)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = new FileInfo(path).Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }
}
