using System.Diagnostics;

namespace S2Grid.Support;

/// <summary>Waits for what happens elsewhere.</summary>
public static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Waits until something is so.</summary>
    /// <param name="condition">What.</param>
    /// <param name="awaited">What was awaited and what is seen instead, for the message.</param>
    /// <exception cref="TimeoutException">It has not come about for five minutes, which no machine is too busy for.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> awaited)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience;)
        {
            if (await condition())
                return;

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        throw new TimeoutException($"Awaited for {Patience}: {awaited()}");
    }

    /// <summary>Waits until something is so.</summary>
    public static Task UntilAsync(Func<bool> condition, Func<string> awaited) => UntilAsync(() => Task.FromResult(condition()), awaited);
}
