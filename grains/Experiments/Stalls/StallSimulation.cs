namespace S2Grid.Experiments.Stalls;

/// <summary>
/// vCPUs that write while an ioctl runs that write-protects and splits their memory. Each vCPU has an equal share of the pages and writes
/// them in order, over and over, so that it faults on a page as soon as that is write-protected; what it does besides takes no time.
/// </summary>
/// <remarks>
/// The lock is fair: who asked first has it first, and faults that take it shared and stand side by side have it together. The ioctl
/// drops it between two holds if somebody waits. Every hold of the ioctl and every fault during it is an event; once the ioctl is over,
/// the faults that are left only compete with one another and are added up, vCPU by vCPU: with a shared lock they end with the slowest
/// vCPU or with the last broadcast, with an exclusive one as if all took turns.
/// </remarks>
internal sealed class StallSimulation
{
    /// <summary>Holds that nothing drops the lock between are of a block at most, or go on for a part of the slot as large as this, and
    /// then they grow with it.</summary>
    private const int Many = 16;

    private readonly FaultTimes faults;
    private readonly bool isShared;
    private readonly Timeline? timeline;
    private readonly long[] page;
    private readonly long[] end;
    private readonly long[] block;
    private readonly double[] ready;
    private readonly double[] stall;
    private readonly Queue<int> queue = new();
    private double protectedTo;
    private double splitTo;
    private double broadcastFree;
    private double longestWait;

    /// <summary>The first vCPU with a page that is not write-protected yet.</summary>
    private int unprotected;

    private StallSimulation(FaultTimes faults, int vcpus, LockMode mode, Timeline? timeline)
    {
        (this.faults, this.timeline, isShared) = (faults, timeline, mode == LockMode.Shared);
        (page, end, block) = (new long[vcpus], new long[vcpus], new long[vcpus]);
        (ready, stall) = (new double[vcpus], new double[vcpus]);
        for (int i = 0; i < vcpus; i++)
        {
            (page[i], end[i]) = ((long)((Int128)faults.Pages * i / vcpus), (long)((Int128)faults.Pages * (i + 1) / vcpus));

            // A block that begins in the share before belongs to that vCPU.
            block[i] = page[i] > 0 && faults.BlockOf(page[i]) == faults.BlockOf(page[i] - 1) ? faults.BlockOf(page[i]) : -1;
            ready[i] = double.NaN;
        }
    }

    /// <summary>Runs it from the ioctl's start until every page has been written.</summary>
    internal static StallFigures Run(IoctlTimes ioctl, FaultTimes faults, int vcpus, LockMode mode, Timeline? timeline = null) =>
        new StallSimulation(faults, vcpus, mode, timeline).Run(ioctl);

    private StallFigures Run(IoctlTimes ioctl)
    {
        (double now, double held, double longest, double whole) = (0, 0, 0, 0);
        int merged = 0;
        double[] before = new double[stall.Length];
        for (int i = 0; i < ioctl.Count; i++)
        {
            if (i == ioctl.Whole)
            {
                whole = now;
                stall.CopyTo(before, 0);
                foreach (int vcpu in queue)
                    before[vcpu] += Math.Max(0, now - ready[vcpu]);

                timeline?.Rest = (now, ioctl.Scale);
            }

            LockHold hold = ioctl.Hold(i);
            timeline?.Add(Lane.OutsideLock, now, now + hold.Gap);
            double start = Serve(now, now + hold.Gap);
            timeline?.Add(Lane.Waits, now + hold.Gap, start);
            (held, merged) = start > now || hold.IsDropped ? (hold.Held, 1) : (held + hold.Held, merged + 1);
            longest = Math.Max(longest, merged > (ioctl.Count - ioctl.Whole) / Many ? Scaled(held, 0) : held);
            timeline?.Add(hold.SplitTo > splitTo ? Lane.Splits : Lane.Protects, start, start + hold.Held);
            Protect(hold.ProtectedTo, start, hold.Held);
            (now, splitTo) = (start + hold.Held, hold.SplitTo);
        }

        timeline?.Add(Lane.OutsideLock, now, now + ioctl.After);
        Protect(1, now, 0);
        double last = Finish(now);
        double end = now + ioctl.After;
        return new StallFigures(
            [.. stall.Zip(before, Scaled).Order()],
            longestWait,
            longest,
            Scaled(end, whole),
            Scaled(Math.Max(last, end), whole));

        double Scaled(double time, double ofWhole) => ofWhole + ((time - ofWhole) * ioctl.Scale);
    }

    /// <summary>Pages become write-protected, and the vCPUs whose next page is one of them fault as the walk passes it.</summary>
    private void Protect(double to, double start, double held)
    {
        if (to <= protectedTo)
            return;

        for (int i = unprotected; i < page.Length && page[i] < to * faults.Pages; i++)
        {
            if (double.IsNaN(ready[i]) && page[i] < end[i])
            {
                double at = page[i] / (double)faults.Pages;
                ready[i] = start + (held * Math.Max(0, at - protectedTo) / (to - protectedTo));
                queue.Enqueue(i);
            }

            unprotected = end[i] <= to * faults.Pages ? i + 1 : unprotected;
        }

        protectedTo = to;
    }

    /// <summary>Faults have the lock while the ioctl is outside it, and those that stand before it when it asks.</summary>
    /// <returns>When the ioctl has the lock.</returns>
    private double Serve(double now, double asks)
    {
        double free = asks;
        if (isShared)
        {
            for (int left = queue.Count; left > 0; left--)
            {
                int vcpu = queue.Dequeue();
                while (Faults(vcpu) && (ready[vcpu] <= now || ready[vcpu] < asks))
                    free = Math.Max(free, Fault(vcpu, Math.Max(now, ready[vcpu])));

                Requeue(vcpu);
            }
        }
        else
        {
            for (double at = now; queue.TryPeek(out int vcpu) && (ready[vcpu] <= now || ready[vcpu] < asks); free = Math.Max(free, at))
            {
                at = Fault(queue.Dequeue(), Math.Max(at, ready[vcpu]));
                Requeue(vcpu);
            }
        }

        return free;
    }

    /// <summary>Whether a vCPU's next page is write-protected.</summary>
    private bool Faults(int vcpu) => page[vcpu] < end[vcpu] && page[vcpu] < protectedTo * faults.Pages;

    private void Requeue(int vcpu)
    {
        if (Faults(vcpu))
            queue.Enqueue(vcpu);
        else
            ready[vcpu] = double.NaN;
    }

    /// <summary>One fault of a vCPU that has the lock.</summary>
    /// <returns>When it is done.</returns>
    private double Fault(int vcpu, double start)
    {
        long its = faults.BlockOf(page[vcpu]);
        bool isFirst = false;
        double time;
        if (its >= 0 && its == block[vcpu])
            time = faults.Next;
        else if (its < 0 || its < splitTo * faults.Blocks)
            time = faults.Split;
        else
            (time, isFirst, block[vcpu]) = (faults.First, true, its);

        page[vcpu]++;
        double waited = start - ready[vcpu];
        if (isFirst && isShared && faults.Broadcast > 0)
        {
            double broadcasts = start + time - faults.Broadcast;
            waited += Math.Max(0, broadcastFree - broadcasts);
            broadcastFree = Math.Max(broadcasts, broadcastFree) + faults.Broadcast;
        }

        Wait(vcpu, ready[vcpu], waited);
        timeline?.Add(Lane.Faults, ready[vcpu] + waited, ready[vcpu] + waited + time);
        return ready[vcpu] += waited + time;
    }

    private void Wait(int vcpu, double from, double time)
    {
        stall[vcpu] += time;
        longestWait = Math.Max(longestWait, time);
        timeline?.Add(Lane.Waiting, from, from + time);
    }

    /// <summary>The faults that are left when the ioctl no longer takes the lock.</summary>
    /// <returns>When the last one is done.</returns>
    private double Finish(double now)
    {
        double[] work = new double[page.Length];
        double broadcasts = 0;
        for (int i = 0; i < work.Length; i++)
        {
            long left = end[i] - page[i];
            bool isInBlock = left > 0 && faults.Blocks > 0 && faults.BlockOf(page[i]) == block[i];
            if (splitTo > 0 || faults.Blocks == 0)
            {
                long same = isInBlock ? Math.Min(end[i], faults.EndOf(block[i])) - page[i] : 0;
                work[i] = (same * faults.Next) + ((left - same) * faults.Split);
            }
            else if (left > 0)
            {
                long firsts = faults.BlockOf(end[i] - 1) - faults.BlockOf(page[i]) + (isInBlock ? 0 : 1);
                work[i] = (firsts * faults.First) + ((left - firsts) * faults.Next);
                broadcasts += firsts * faults.Broadcast;
            }
        }

        double last = now;
        foreach ((int i, double own) in work.Index().Where(one => one.Item > 0))
        {
            double start = Math.Max(now, ready[i]);
            Wait(i, ready[i], start - ready[i]);
            double done = isShared ? Math.Max(start + own, now + broadcasts) : now + work.Sum(other => Math.Min(other, own));
            stall[i] += Math.Max(0, done - start - own);
            timeline?.Add(Lane.Faults, start, done);
            last = Math.Max(last, done);
        }

        return last;
    }
}
