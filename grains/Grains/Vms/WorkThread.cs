namespace S2Grid.Grains.Vms;

/// <summary>
/// A thread of its own for work that keeps a core busy, so that the thread pool, and with it every grain's turn, stays free. Work is
/// done one piece at a time, in the order in which it was given.
/// </summary>
public sealed class WorkThread : IDisposable
{
    private readonly BlockingCollection<Task> work = [];

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name, for debuggers.</param>
    public WorkThread(string name) => new Thread(Loop) { IsBackground = true, Name = name }.Start();

    /// <summary>Does a piece of work on the thread.</summary>
    /// <exception cref="ObjectDisposedException">The thread was told to end.</exception>
    public Task<T> Run<T>(Func<T> piece)
    {
        ObjectDisposedException.ThrowIf(work.IsAddingCompleted, this);
        var task = new Task<T>(piece, TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(task);
        return task;
    }

    /// <summary>Ends the thread when the work that it has is done. Does not wait for that.</summary>
    public void Dispose() => work.CompleteAdding();

    private void Loop()
    {
        foreach (Task piece in work.GetConsumingEnumerable())
            piece.RunSynchronously(TaskScheduler.Default);
    }
}
