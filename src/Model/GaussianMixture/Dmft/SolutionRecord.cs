using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture.Dmft.Process;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The numbers of one replicate: eleven quantities a step, with several directions two more for each of them, and five two-time kernels
/// between some of the steps; a mean over the nodes of its start.</summary>
internal sealed class SolutionRecord
{
    public const int Quantities = 11;
    public const int Kernels = 5;

    private readonly double[] _points;
    private readonly ImmutableArray<int> _kernelSteps;
    private readonly double[][] _kernels;

    private SolutionRecord(int steps, int directions, double[] points, ImmutableArray<int> kernelSteps, double[][] kernels) =>
        (Steps, Directions, _points, _kernelSteps, _kernels) = (steps, directions, points, kernelSteps, kernels);

    /// <summary>Number of steps whose values are known.</summary>
    public int Steps { get; }

    /// <summary>K.</summary>
    public int Directions { get; }

    /// <summary>Values of step k in the order m, C, ε, loss, accuracy, μ, λ̂, identity residual; then rank and the two shares of <see
    /// cref="Compression"/>, NaN where nothing is compressed. With several directions m and μ are lengths, and every m_a and μ_a follow.</summary>
    public ReadOnlySpan<double> Point(int k) => _points.AsSpan(k * Width(Directions), Width(Directions));

    /// <summary>Entry (k, l), l ≤ k, of M_C, M_R, C_perp, C, G in this order of <paramref name="kernel"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No kernel was kept at k or l.</exception>
    public double Kernel(int kernel, int k, int l) => _kernels[kernel][Triangle(PlaceOf(k)) + PlaceOf(l)];

    /// <param name="problem">The descent.</param>
    /// <param name="order">What was solved.</param>
    /// <param name="kernelSteps">Steps between which kernels are kept, increasing; those that were not reached are left out.</param>
    public static SolutionRecord From(MixtureProblem problem, OrderParameters order, ImmutableArray<int> kernelSteps)
    {
        var compression = new Compression(double.NaN, double.NaN, double.NaN);
        var points = Enumerable.Range(0, order.Steps)
            .SelectMany(k => PointOf(problem, order.Overlaps(k), order.SquaredNorm(k), order.Averages(k), order.IdentityResidual(k), compression));
        ImmutableArray<int> reached = [.. kernelSteps.Where(step => step < order.Steps)];
        return new(order.Steps, problem.Mixture.Directions, [.. points], reached, ReadKernels(order, reached));
    }

    /// <summary>The numbers of one step, as <see cref="Point"/> has them.</summary>
    public static double[] PointOf(
        MixtureProblem problem, double[] overlaps, double squaredNorm, StepAverages averages, double residual, Compression compression) =>
    [
        MixtureObservables.Size(overlaps), squaredNorm, GeneralisationError.Of(problem, overlaps, squaredNorm), averages.TrainingLoss,
        averages.TrainingAccuracy, MixtureObservables.Size(averages.Drift), averages.Curvature, residual,
        compression.Rank, compression.Neglected, compression.NeglectedTangents,
        .. overlaps.Length == 1 ? [] : overlaps.Concat(averages.Drift),
    ];

    /// <summary>Numbers of one step.</summary>
    public static int Width(int directions) => directions == 1 ? Quantities : Quantities + (2 * directions);

    /// <summary>Entry-wise mean of the nodes of one replicate, over the steps that all of them reached.</summary>
    public static SolutionRecord Mean(IReadOnlyList<SolutionRecord> nodes)
    {
        var steps = nodes.Min(n => n.Steps);
        var directions = nodes[0].Directions;
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
            directions,
            Average(n => n._points, steps * Width(directions)),
            kernelSteps,
            [.. Enumerable.Range(0, Kernels).Select(kernel => Average(n => n._kernels[kernel], Triangle(kernelSteps.Length)))]);
    }

    /// <summary>How many numbers a record of so many steps, and of kernels between so many of them, consists of.</summary>
    public static int Length(int steps, int kernelSteps, int directions) => checked((steps * Width(directions)) + (Kernels * Triangle(kernelSteps)));

    /// <summary>All its numbers.</summary>
    public IEnumerable<double> ToNumbers() => _points.Concat(_kernels.SelectMany(k => k));

    /// <summary>The inverse; there are <see cref="Length"/> numbers.</summary>
    public static SolutionRecord FromNumbers(int steps, int directions, ImmutableArray<int> kernelSteps, ReadOnlySpan<double> numbers)
    {
        var (points, size) = (numbers[..(steps * Width(directions))].ToArray(), Triangle(kernelSteps.Length));
        var kernels = new double[Kernels][];
        for (var i = 0; i < Kernels; i++) kernels[i] = numbers.Slice(points.Length + (i * size), size).ToArray();
        return new(steps, directions, points, kernelSteps, kernels);
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
                kernels[3][next] = order.Correlation(k)[l] + MixtureObservables.Product(order.Overlaps(k), order.Overlaps(l));
                kernels[4][next++] = l < k ? order.Response(k)[l] : 0;
            }
        }
        return kernels;
    }
}
