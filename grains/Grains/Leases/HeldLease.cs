namespace S2Grid.Grains.Leases;

/// <summary>A lease that a slot or an agent holds.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Item">What is known of its runs from before.</param>
/// <param name="Silo">The slot's silo, or the agent.</param>
/// <param name="Worker">Which of the silo's workers has it, or the agent.</param>
/// <param name="Since">The clock's timestamp when it was given.</param>
/// <param name="RenewedAt">The clock's timestamp when it was given or renewed last.</param>
/// <param name="IsConfirmed">
/// Whether its holder has said that it has it. A slot waits for work, and if its silo has died meanwhile, it is given a lease that it never
/// sees.
/// </param>
internal sealed record HeldLease(
    BatchLease Lease, WorkItem Item, string Silo, string Worker, long Since, long RenewedAt, bool IsConfirmed);
