using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Pipeline.Explanations;

/// <summary>How fast this machine is, beside the one that assumed times are of.</summary>
/// <remarks>Machines of the same year differ by ten in vector arithmetic and by four in the rest. The fastest of several tries counts, since other
/// work only makes one slower.</remarks>
/// <param name="Vectors">Of multiply-adds on vectors, which the kernels of training and of the march are made of.</param>
/// <param name="Scalars">Of dependent whole-number and floating-point steps, which everything else is made of.</param>
internal sealed record MachineSpeed(double Vectors, double Scalars)
{
    private const int Tries = 5;
    private const int VectorRounds = 100_000;
    private const int ScalarRounds = 100_000;

    /// <summary>Of single numbers, in a second and thread, as is the next: an AMD EPYC with AVX-512 (docs/lab/performance.md).</summary>
    private const double ReferenceMultiplyAdds = 1e11;
    private const double ReferenceSteps = 1e8;

    private static readonly Lazy<MachineSpeed> s_here = new(Measure);

    /// <summary>The machine that assumed times are of.</summary>
    public static MachineSpeed Reference { get; } = new(1, 1);

    /// <summary>This machine: measured once a process, in about twenty milliseconds.</summary>
    public static MachineSpeed Here => s_here.Value;

    private static MachineSpeed Measure() => new(
        Rounded(VectorRounds * 6.0 * Vector512<float>.Count / Fastest(static () => MultiplyAdds(0.999f)) / ReferenceMultiplyAdds),
        Rounded(ScalarRounds / Fastest(static () => Steps(1)) / ReferenceSteps));

    /// <summary>To a power of the fourth root of two, so that one machine says the same times again and again.</summary>
    private static double Rounded(double speed) => Math.Pow(2, Math.Round(4 * Math.Log2(speed)) / 4);

    private static double Fastest(Func<double> work)
    {
        var (fastest, sum) = (double.PositiveInfinity, work());
        for (var i = 0; i < Tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            sum += work();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        // What is never used might never be computed.
        return double.IsNaN(sum) ? double.NaN : Math.Max(fastest, 1e-9);
    }

    /// <summary>Six independent sums: as many as registers of half the width have room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MultiplyAdds(float factor)
    {
        var (x, y) = (Vector512.Create(factor), Vector512.Create(1e-3f));
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x;
        for (var i = 0; i < VectorRounds; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
        }
        return Vector512.Sum(a + b + c + d + e + f);
    }

    /// <summary>A random number, a quotient and a root a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Steps(ulong state)
    {
        var sum = 0.0;
        for (var i = 0; i < ScalarRounds; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            sum += 1 / Math.Sqrt(1 + ((state >> 11) * 1.1102230246251565e-16) + (sum * 1e-9));
        }
        return sum;
    }
}
