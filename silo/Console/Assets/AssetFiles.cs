using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using S2Grid.Experiments.Schema;
using S2Grid.Web.Access;

namespace S2Grid.Web.Assets;

/// <summary>The files that pages need, which are in the assembly. Their addresses name their content, so that browsers keep them.</summary>
internal static class AssetFiles
{
    /// <summary>The schema of sweep files, for the editor.</summary>
    public const string Schema = "sweep.schema.json";

    private static readonly Dictionary<string, (byte[] Plain, byte[] Compressed, string Type, string Version)> Files = typeof(AssetFiles)
        .Assembly.GetManifestResourceNames().Where(name => TypeOf(name) is not null).Append(Schema).ToDictionary(name => name, Read);

    /// <summary>The address of a file.</summary>
    public static string Address(string name) => $"/assets/{Files[name].Version}/{name}";

    /// <summary>Puts the files at their addresses. They are no secret: nobody has to sign in for them.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/assets/{version}/{name}", async context =>
    {
        if (!Files.TryGetValue((string)context.Request.RouteValues["name"]!, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        bool compress = context.Request.AcceptsBrotli();
        context.Response.Protect();
        context.Response.ContentType = file.Type;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (compress)
            context.Response.Headers.ContentEncoding = "br";

        byte[] bytes = compress ? file.Compressed : file.Plain;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    });

    private static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/schema+json",
        _ => null,
    };

    private static (byte[] Plain, byte[] Compressed, string Type, string Version) Read(string name)
    {
        byte[] plain = name == Schema ? Encoding.UTF8.GetBytes(SweepSchema.Json) : ReadResource(name);
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(plain);

        return (plain, compressed.ToArray(), TypeOf(name)!, Convert.ToHexStringLower(SHA256.HashData(plain))[..12]);
    }

    private static byte[] ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
