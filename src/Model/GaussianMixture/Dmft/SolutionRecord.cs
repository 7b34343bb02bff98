using System.Collections.Immutable;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The numbers of one replicate: eleven quantities a step, and five two-time kernels between some of the steps; a mean over the nodes of its
/// start.</summary>
internal sealed class SolutionRecord
{
    public const int Quantities = 11;
    public const int Kernels = 5;

    private readonly double[] _points;
    private readonly ImmutableArray<int> _kernelSteps;
    private readonly double[][] _kernels;

    private SolutionRecord(int steps, double[] points, ImmutableArray<int> kernelSteps, double[][] kernels) =>
        (Steps, _points, _kernelSteps, _kernels) = (steps, points, kernelSteps, kernels);

    /// <summary>Number of steps whose values are known.</summary>
    public int Steps { get; }

    /// <summary>Values of step k in the order m, C, ε, loss, accuracy, μ, λ̂, identity residual; then rank and the two shares of <see
    /// cref="Compression"/>, NaN where nothing is compressed.</summary>
    public ReadOnlySpan<double> Point(int k) => _points.AsSpan(k * Quantities, Quantities);

    /// <summary>Entry (k, l), l ≤ k, of M_C, M_R, C_perp, C, G in this order of <paramref name="kernel"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No kernel was kept at k or l.</exception>
    public double Kernel(int kernel, int k, int l) => _kernels[kernel][Triangle(PlaceOf(k)) + PlaceOf(l)];

    /// <param name="problem">The descent.</param>
    /// <param name="order">What was solved.</param>
    /// <param name="kernelSteps">Steps between which kernels are kept, increasing; those that were not reached are left out.</param>
    public static SolutionRecord From(MixtureProblem problem, OrderParameters order, ImmutableArray<int> kernelSteps)
    {
        var points = new double[order.Steps * Quantities];
        for (var k = 0; k < order.Steps; k++)
        {
            var (averages, m, c) = (order.Averages(k), order.Magnetization(k), order.SquaredNorm(k));
            ReadOnlySpan<double> point =
            [
                m, c, GeneralisationError.Of(problem, m, c), averages.TrainingLoss, averages.TrainingAccuracy,
                averages.Drift, averages.Curvature, order.IdentityResidual(k), double.NaN, double.NaN, double.NaN,
            ];
            point.CopyTo(points.AsSpan(k * Quantities));
        }
        ImmutableArray<int> reached = [.. kernelSteps.Where(step => step < order.Steps)];
        return new(order.Steps, points, reached, ReadKernels(order, reached));
    }

    /// <summary>Entry-wise mean of the nodes of one replicate, over the steps that all of them reached.</summary>
    public static SolutionRecord Mean(IReadOnlyList<SolutionRecord> nodes)
    {
        var steps = nodes.Min(n => n.Steps);
        var kernelSteps = nodes.MinBy(n => n.Steps)!._kernelSteps;
        double[] Average(Func<SolutionRecord, double[]> part, int length)
        {
            var mean = new double[length];
            foreach (var node in nodes)
            {
                for (var i = 0; i < length; i++) mean[i] += part(node)[i] / nodes.Count;
            }
            return mean;
        }
        return new(
            steps,
            Average(n => n._points, steps * Quantities),
            kernelSteps,
            [.. Enumerable.Range(0, Kernels).Select(kernel => Average(n => n._kernels[kernel], Triangle(kernelSteps.Length)))]);
    }

    /// <summary>How many numbers a record of so many steps, and of kernels between so many of them, consists of.</summary>
    public static int Length(int steps, int kernelSteps) => checked((steps * Quantities) + (Kernels * Triangle(kernelSteps)));

    /// <summary>All its numbers.</summary>
    public IEnumerable<double> ToNumbers() => _points.Concat(_kernels.SelectMany(k => k));

    /// <summary>The inverse; there are <see cref="Length"/> numbers.</summary>
    public static SolutionRecord FromNumbers(int steps, ImmutableArray<int> kernelSteps, ReadOnlySpan<double> numbers)
    {
        var (points, size) = (numbers[..(steps * Quantities)].ToArray(), Triangle(kernelSteps.Length));
        var kernels = new double[Kernels][];
        for (var i = 0; i < Kernels; i++) kernels[i] = numbers.Slice(points.Length + (i * size), size).ToArray();
        return new(steps, points, kernelSteps, kernels);
    }

    private static int Triangle(int k) => checked((int)((long)k * (k + 1) / 2));

    private int PlaceOf(int step) => _kernelSteps.BinarySearch(step) is >= 0 and var place
        ? place
        : throw new ArgumentOutOfRangeException(nameof(step), step, "No kernel was kept at this step.");

    private static double[][] ReadKernels(OrderParameters order, ImmutableArray<int> steps)
    {
        var kernels = new double[Kernels][];
        for (var i = 0; i < Kernels; i++) kernels[i] = new double[Triangle(steps.Length)];
        var next = 0;
        foreach (var k in steps)
        {
            foreach (var l in steps)
            {
                if (l > k) break;
                kernels[0][next] = order.Averages(k).NoiseKernel[l];
                kernels[1][next] = l < k ? order.Averages(k).MemoryKernel[l] : 0;
                kernels[2][next] = order.Correlation(k)[l];
                kernels[3][next] = order.Correlation(k)[l] + (order.Magnetization(k) * order.Magnetization(l));
                kernels[4][next++] = l < k ? order.Response(k)[l] : 0;
            }
        }
        return kernels;
    }
}
