using NUnit.Framework;

// Every case has a server of its own.
[assembly: Parallelizable(ParallelScope.All)]
