namespace S2Grid.Server.Health;

/// <summary>
/// Orleans ends a process that the others have declared dead while it was starved or stopped. The runs that it has in work are not to
/// blame for that, so it disowns them first.
/// </summary>
internal sealed partial class EvictionHandler(
    IFatalErrorHandler orleans, SweepCatalogue catalogue, ILocalSiloDetails self, ILogger<EvictionHandler> log) : IFatalErrorHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Puts it before the handler of Orleans, which ends the process.</summary>
    public static void Add(IServiceCollection services)
    {
        ServiceDescriptor orleans = services.Last(service => service.ServiceType == typeof(IFatalErrorHandler));
        services.AddSingleton<IFatalErrorHandler>(provider => ActivatorUtilities.CreateInstance<EvictionHandler>(
            provider, ActivatorUtilities.CreateInstance(provider, orleans.ImplementationType!)));
    }

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => orleans.IsUnexpected(exception);

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        try
        {
            // On another thread: this one may be one that storage needs to go on.
            bool isDone = Task.Run(() => catalogue.ReleaseLeases(self.SiloAddress.ToParsableString())).Wait(Patience);
            Say(isDone ? "its runs are given back" : $"its runs could not be given back within {Patience.TotalSeconds:0} s");
        }
        catch (AggregateException e)
        {
            Say($"its runs could not be given back: {e.InnerException?.Message}");
        }

        orleans.OnFatalException(sender, context, exception);
    }

    private void Say(string runs)
    {
        Log(runs);
        // Loggers write on threads of their own, and the process may end before those have.
        Console.Error.WriteLine($"error: this silo was evicted from the cluster: {runs}");
    }

    [LoggerMessage(LogLevel.Error,
        "The cluster goes on without this silo, which was too slow to answer, or Orleans cannot go on; {Runs}. The process ends; start "
        + "it again.")]
    private partial void Log(string runs);
}
