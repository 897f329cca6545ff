using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace S2Grid.Contracts;

/// <summary>Lets exceptions of the grid's own types cross a cluster; Orleans would pass on those of a few well-known namespaces
/// only.</summary>
public static class GridExceptions
{
    /// <summary>Whoever asks a grain for something needs this, and so does the silo that answers.</summary>
    public static IServiceCollection AddGridExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("S2Grid"));
}
