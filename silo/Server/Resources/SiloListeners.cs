using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace S2Grid.Server.Resources;

/// <summary>
/// What Orleans listens on. A silo that does not come to run cannot be stopped, and goes on to listen: a second try would find its ports
/// taken.
/// </summary>
internal sealed class SiloListeners : IAsyncDisposable
{
    private readonly ConcurrentBag<IConnectionListener> opened = [];

    /// <summary>Notes what Orleans opens.</summary>
    /// <param name="services">The silo's.</param>
    public void Watch(IServiceCollection services)
    {
        foreach (ServiceDescriptor one in services.Where(IsListener).ToArray())
        {
            services.Remove(one);
            services.AddKeyedSingleton<IConnectionListenerFactory>(
                one.ServiceKey, (provider, key) => new Watched(opened, Create(one, provider, key)));
        }

        services.AddSingleton(this);
    }

    /// <summary>Ends all of it.</summary>
    public async ValueTask DisposeAsync()
    {
        while (opened.TryTake(out IConnectionListener? listener))
            await listener.DisposeAsync();
    }

    private static bool IsListener(ServiceDescriptor service) =>
        service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory);

    private static IConnectionListenerFactory Create(ServiceDescriptor service, IServiceProvider provider, object? key) =>
        (IConnectionListenerFactory)(service.KeyedImplementationFactory?.Invoke(provider, key)
            ?? ActivatorUtilities.CreateInstance(provider, service.KeyedImplementationType!));

    private sealed class Watched(ConcurrentBag<IConnectionListener> opened, IConnectionListenerFactory factory) : IConnectionListenerFactory
    {
        public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            IConnectionListener listener = await factory.BindAsync(endpoint, cancellationToken);
            opened.Add(listener);
            return listener;
        }
    }
}
