using System.Diagnostics;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>Waits for what happens elsewhere.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until something is so.</summary>
    /// <param name="condition">What.</param>
    /// <param name="awaited">What was awaited and what is seen instead, for the message.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> awaited)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience;)
        {
            if (await condition())
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }

        Assert.Fail($"Awaited for {Patience}: {awaited()}");
    }

    /// <summary>Waits until something is so.</summary>
    public static Task UntilAsync(Func<bool> condition, Func<string> awaited) => UntilAsync(() => Task.FromResult(condition()), awaited);
}
