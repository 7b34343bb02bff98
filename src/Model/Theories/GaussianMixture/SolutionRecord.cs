namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>The numbers of one replicate: eight quantities a step, and five two-time kernels; a mean over the nodes of its start.</summary>
internal sealed class SolutionRecord
{
    public const int Quantities = 8;
    public const int Kernels = 5;

    private readonly double[] _points;
    private readonly double[][] _kernels;

    private SolutionRecord(int steps, double[] points, double[][] kernels) => (Steps, _points, _kernels) = (steps, points, kernels);

    /// <summary>Number of steps whose values are known.</summary>
    public int Steps { get; }

    /// <summary>Values of step k in the order m, C, ε, loss, accuracy, μ, λ̂, identity residual.</summary>
    public ReadOnlySpan<double> Point(int k) => _points.AsSpan(k * Quantities, Quantities);

    /// <summary>Entry (k, l), l ≤ k, of M_C, M_R, C_perp, C, G in this order of <paramref name="kernel"/>.</summary>
    public double Kernel(int kernel, int k, int l) => _kernels[kernel][Triangle(k) + l];

    public static SolutionRecord From(MixtureProblem problem, OrderParameters order, bool withKernels)
    {
        var points = new double[order.Steps * Quantities];
        for (var k = 0; k < order.Steps; k++)
        {
            var (averages, m, c) = (order.Averages(k), order.Magnetization(k), order.SquaredNorm(k));
            ReadOnlySpan<double> point =
            [
                m, c, GeneralisationError.Of(problem, m, c), averages.TrainingLoss, averages.TrainingAccuracy,
                averages.Drift, averages.Curvature, order.IdentityResidual(k),
            ];
            point.CopyTo(points.AsSpan(k * Quantities));
        }
        return new(order.Steps, points, withKernels ? ReadKernels(order) : []);
    }

    /// <summary>Entry-wise mean of the nodes of one replicate, over the steps that all of them reached.</summary>
    public static SolutionRecord Mean(IReadOnlyList<SolutionRecord> nodes)
    {
        var steps = nodes.Min(n => n.Steps);
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
            [.. Enumerable.Range(0, nodes[0]._kernels.Length).Select(kernel => Average(n => n._kernels[kernel], Triangle(steps)))]);
    }

    private static int Triangle(int k) => checked((int)((long)k * (k + 1) / 2));

    private static double[][] ReadKernels(OrderParameters order)
    {
        var kernels = new double[Kernels][];
        for (var i = 0; i < Kernels; i++) kernels[i] = new double[Triangle(order.Steps)];
        for (var k = 0; k < order.Steps; k++)
        {
            var start = Triangle(k);
            order.Averages(k).NoiseKernel.CopyTo(kernels[0], start);
            order.Averages(k).MemoryKernel.CopyTo(kernels[1], start);
            order.Correlation(k).CopyTo(kernels[2], start);
            for (var l = 0; l <= k; l++) kernels[3][start + l] = order.Correlation(k)[l] + (order.Magnetization(k) * order.Magnetization(l));
            order.Response(k).CopyTo(kernels[4], start);
        }
        return kernels;
    }
}
