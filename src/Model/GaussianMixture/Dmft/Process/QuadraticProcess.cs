using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>The averages in closed form for the quadratic loss, linear activation and full batch: the process is linear, so nothing is
/// sampled.</summary>
/// <remarks>
/// The sum of μ, λ̂, M_C, M_R and observables over noise levels, which differ in how they answer: see <see cref="QuadraticClusters"/>. Cost of step
/// k: O(k²) a noise level. Mutable; a fork shares all finished rows.
/// </remarks>
internal sealed class QuadraticProcess : IAveragedProcess
{
    private readonly QuadraticClusters[] _levels;

    public QuadraticProcess(MixtureProblem problem)
        : this([.. problem.Mixture.Components.GroupBy(problem.NoiseOf).Select(g => new QuadraticClusters(problem, g.Key, [.. g]))])
    {
    }

    private QuadraticProcess(QuadraticClusters[] levels) => _levels = levels;

    /// <exception cref="ArgumentException">The process of this problem is not linear.</exception>
    public static void RequireLinear(MixtureProblem problem)
    {
        if (problem.Loss is not MixtureLoss.Quadratic || problem.Activation is not MixtureActivation.Linear || !MaskChain.Of(problem).IsFull)
            throw new ArgumentException("The exact theory needs the quadratic loss, the linear activation and full batch.", nameof(problem));
    }

    public IAveragedProcess Fork() => new QuadraticProcess([.. _levels.Select(l => l.Fork())]);

    public StepAverages Step(double[] overlaps, double[] correlation, ThreadTeam team) =>
        _levels.Select(l => l.Step(overlaps, correlation)).Aggregate((a, b) => new(
            Add(a.Drift, b.Drift), a.Curvature + b.Curvature, [], Add(a.MemoryKernel, b.MemoryKernel), a.TrainingLoss + b.TrainingLoss,
            a.TrainingAccuracy + b.TrainingAccuracy, a.ForceOverlap + b.ForceOverlap));

    public double[] Recall(double[] response, ThreadTeam team) => _levels.Select(l => l.Recall(response)).Aggregate(Add);

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}

/// <summary>The share that the clusters of one noise level have in the averages of a linear process.</summary>
/// <remarks>
/// Equation: F = B [m·c − y + √Δ m·h0 + √Δ ω] with B = (I + ηΔG)⁻¹ lower triangular, hence, with sums ⟨·⟩ over these clusters alone, whose
/// probability is p, V(k, l) = ⟨(m_k·c − y)(m_l·c − y)⟩ + p Δ (m_k·m_l + C_perp(k, l)):
/// M_C = αΔ B V Bᵀ, μ = α B ((⟨c cᵀ⟩ + p Δ) m − ⟨c y⟩), λ̂ = αΔ p, M_R = −αΔ p B below the diagonal. r = F + y is Gaussian within each cluster.
/// </remarks>
internal sealed class QuadraticClusters
{
    private readonly MixtureProblem _problem;
    private readonly double _noiseLevel;
    private readonly MixtureComponent[] _clusters;
    private readonly double _probability;
    private readonly double[][] _squares;
    private readonly double[] _products;
    private readonly List<double[]> _overlaps;
    private readonly List<double[]> _inverse;
    private readonly List<double[]> _covariance;
    private double[] _noise = [];

    public QuadraticClusters(MixtureProblem problem, double noiseLevel, MixtureComponent[] clusters)
        : this(problem, noiseLevel, clusters, [], [[1]], [])
    {
    }

    private QuadraticClusters(
        MixtureProblem problem, double noiseLevel, MixtureComponent[] clusters, List<double[]> overlaps, List<double[]> inverse,
        List<double[]> covariance)
    {
        (_problem, _noiseLevel, _clusters) = (problem, noiseLevel, clusters);
        (_overlaps, _inverse, _covariance) = (overlaps, inverse, covariance);
        // All clusters have probability 1, whatever rounding makes of their sum.
        _probability = clusters.Length == problem.Mixture.Components.Length ? 1 : Mean(_ => 1);
        var directions = Enumerable.Range(0, problem.Mixture.Directions).ToArray();
        _squares = [.. directions.Select(a => directions
            .Select(b => Mean(c => c.Centre[a] * c.Centre[b]) + (a == b ? noiseLevel * _probability : 0)).ToArray())];
        _products = [.. directions.Select(a => Mean(c => c.Centre[a] * c.Label))];
    }

    public QuadraticClusters Fork() => new(_problem, _noiseLevel, _clusters, [.. _overlaps], [.. _inverse], [.. _covariance]);

    public StepAverages Step(double[] overlaps, double[] correlation)
    {
        _overlaps.Add(overlaps);
        _covariance.Add(CovarianceRow(correlation));
        var (alpha, delta) = (_problem.SampleRatio, _noiseLevel);
        var row = _inverse[^1];
        var products = ForceProducts(row);
        _noise = [.. products.Select(p => alpha * delta * p)];
        var (drift, overlap, sum) = (new double[overlaps.Length], new double[overlaps.Length], 0.0);
        for (var j = 0; j < row.Length; j++)
        {
            for (var a = 0; a < overlaps.Length; a++)
            {
                drift[a] += row[j] * (MixtureObservables.Product(_squares[a], _overlaps[j]) - _products[a]);
                overlap[a] += row[j] * _overlaps[j][a];
            }
            sum += row[j];
        }
        return new(
            [.. drift.Select(x => alpha * x)],
            alpha * delta * _probability,
            [],
            [.. row[..^1].Select(b => -alpha * delta * _probability * b)],
            alpha * products[^1] / 2,
            Accuracy(overlap, sum, products[^1]),
            alpha * (products[^1] + MixtureObservables.Product(_products, overlap) - (_probability * sum)));
    }

    /// <summary>This share of M_C(k, 0..k) of the step just taken; prepares the next.</summary>
    public double[] Recall(double[] response)
    {
        _inverse.Add(InverseRow(response));
        return _noise;
    }

    private double[] InverseRow(double[] response)
    {
        var row = new double[response.Length + 1];
        var factor = -_problem.LearningRate * _noiseLevel;
        for (var i = 0; i < response.Length; i++) RowKernels.AddInto<double>(_inverse[i], factor * response[i], row.AsSpan(0, i + 1));
        row[^1] = 1;
        return row;
    }

    private double[] CovarianceRow(double[] correlation)
    {
        var row = new double[correlation.Length];
        var m = _overlaps[^1];
        double[] along = [.. _squares.Select(squares => MixtureObservables.Product(squares, m))];
        for (var l = 0; l < row.Length; l++)
        {
            var linear = 0.0;
            for (var a = 0; a < m.Length; a++) linear += _products[a] * (m[a] + _overlaps[l][a]);
            row[l] = MixtureObservables.Product(along, _overlaps[l]) - linear + _probability + (_noiseLevel * _probability * correlation[l]);
        }
        return row;
    }

    /// <summary>⟨F_k F_l⟩ = (B V Bᵀ)(k, l) for l = 0..k.</summary>
    private double[] ForceProducts(double[] row)
    {
        var mixed = new double[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            RowKernels.AddInto<double>(_covariance[i], row[i], mixed.AsSpan(0, i + 1));
            mixed[i] += RowKernels.Dot<double>(row.AsSpan(0, i), _covariance[i].AsSpan(0, i));
        }
        return [.. _inverse.Select((inverse, l) => RowKernels.Dot<double>(inverse, mixed.AsSpan(0, l + 1)))];
    }

    /// <summary>P(y r &gt; 0), r Gaussian in each cluster: its mean is y + c·Σ_j B m_j − y Σ_j B, its variance what the means leave of
    /// ⟨F²⟩.</summary>
    private double Accuracy(double[] overlap, double sum, double square)
    {
        double Shift(MixtureComponent c) => c.FieldAt(overlap) - (c.Label * sum);
        var variance = (square - Mean(c => Shift(c) * Shift(c))) / _probability;
        return Mean(c =>
        {
            var margin = c.Label * (Shift(c) + c.Label);
            return variance > 0 ? SpecialFunctions.Erfc(-margin / Math.Sqrt(2 * variance)) / 2 : margin > 0 ? 1 : 0;
        });
    }

    /// <summary>The sum of p_c f(c) over these clusters, in their order.</summary>
    private double Mean(Func<MixtureComponent, double> value)
    {
        var sum = 0.0;
        foreach (var cluster in _clusters) sum += cluster.Probability * value(cluster);
        return sum;
    }
}
