// Half of the time these tests wait for other processes.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
