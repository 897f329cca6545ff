using S2Grid.Contracts.Leases;

namespace S2Grid.Grains.Leases;

/// <summary>A lease that a slot holds.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Item">What is known of its runs from before.</param>
/// <param name="Silo">The slot's silo.</param>
/// <param name="Worker">Which of the silo's workers has it.</param>
/// <param name="Since">When it was given.</param>
/// <param name="Expires">When it ends unless it is renewed.</param>
/// <param name="IsConfirmed">
/// Whether its holder has said that it has it. A slot waits for work, and if its silo has died meanwhile, it is given a lease that it never sees.
/// </param>
internal sealed record HeldLease(
    BatchLease Lease, WorkItem Item, string Silo, string Worker, DateTimeOffset Since, DateTimeOffset Expires, bool IsConfirmed = false);
