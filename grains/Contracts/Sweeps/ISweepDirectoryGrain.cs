using S2Grid.Contracts.Access;

namespace S2Grid.Contracts.Sweeps;

/// <summary>All sweeps of a data directory, by name and id. One grain, key <see cref="Key"/>.</summary>
public interface ISweepDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The directory's only key.</summary>
    const long Key = 0;

    /// <summary>
    /// Starts a sweep, or continues the one that has the name if its effective specification is equal. Answers as soon as its runs
    /// can be leased.
    /// </summary>
    /// <exception cref="RefusedException">
    /// The specification has errors, the sweep of that name differs (details: the differences), another process runs it, or it was
    /// simulated with another engine.
    /// </exception>
    [RequiresRole(Role.Operator)]
    Task<SweepStart> Start(SweepRequest request);

    /// <summary>
    /// Starts a sweep that is to take the place of the one that has the name, as <see cref="Start"/> does where there is none. Until all
    /// its runs are done and none has failed, it is another sweep, NAME.new, and the old one keeps its results; continues such a one.
    /// </summary>
    /// <exception cref="RefusedException">As for <see cref="Start"/>; or the old one is run, or NAME.new replaces another.</exception>
    [RequiresRole(Role.Operator)]
    Task<SweepStart> Replace(SweepRequest request);

    /// <summary>Every sweep, the newest first.</summary>
    [RequiresRole(Role.Viewer)]
    Task<IReadOnlyList<SweepStatus>> List();

    /// <summary>The sweep with this name, or with this id or a beginning of it that is unique.</summary>
    /// <exception cref="RefusedException">There is none (with a suggestion) or there are several (details: their names).</exception>
    [RequiresRole(Role.Viewer)]
    Task<SweepStatus> Find(string nameOrId);

    /// <summary>
    /// Deletes a sweep that is at rest, its results included; one that is not there is deleted already. In a cluster, segments that
    /// take long to delete go on being deleted after the answer.
    /// </summary>
    /// <exception cref="RefusedException">A process runs it.</exception>
    [RequiresRole(Role.Operator)]
    Task Delete(string id);
}
