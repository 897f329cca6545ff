// These tests mostly wait for other processes.
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]
