using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace S2Grid.Contracts;

/// <summary>Lets every exception cross a cluster, with its causes. Orleans would pass on those of a few well-known namespaces only, and
/// fail with one that has a driver's as its cause.</summary>
public static class GridExceptions
{
    /// <summary>Whoever asks a grain for something needs this, and so does the silo that answers.</summary>
    public static IServiceCollection AddGridExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedExceptionTypeFilter = _ => true);
}
