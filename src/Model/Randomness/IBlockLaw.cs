using System.Runtime.Intrinsics;

namespace Pipelines.Model.Randomness;

/// <summary>A law that makes two numbers of each block of random bits.</summary>
internal interface IBlockLaw
{
    /// <summary>From the two 64-bit halves of eight blocks, the first and the second number of each.</summary>
    static abstract (Vector512<double> Even, Vector512<double> Odd) Numbers(Vector512<ulong> first, Vector512<ulong> second);
}
