using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The averages in closed form for the quadratic loss, linear activation and full batch: the process is linear, so nothing is
/// sampled.</summary>
/// <remarks>
/// Equation: F = B [m c − y + √Δ m h0 + √Δ ω] with B = (I + ηΔG)⁻¹ lower triangular, hence with V(k, l) = ⟨(m_k c − y)(m_l c − y)⟩ + Δ m_k m_l + Δ
/// C_perp(k, l):
/// M_C = αΔ B V Bᵀ, μ = α B ((⟨c²⟩ + Δ) m − ⟨c y⟩), λ̂ = αΔ, M_R = −αΔ B below the diagonal. r = F + y is Gaussian within each cluster.
/// Cost of step k: O(k²). Mutable; a fork shares all finished rows.
/// </remarks>
internal sealed class QuadraticProcess : IAveragedProcess
{
    private readonly MixtureProblem _problem;
    private readonly double _meanSquare;
    private readonly double _meanProduct;
    private readonly List<double> _magnetizations;
    private readonly List<double[]> _inverse;
    private readonly List<double[]> _covariance;
    private double[] _noise = [];

    public QuadraticProcess(MixtureProblem problem)
        : this(problem, [], [[1]], [])
    {
    }

    private QuadraticProcess(MixtureProblem problem, List<double> magnetizations, List<double[]> inverse, List<double[]> covariance)
    {
        (_problem, _magnetizations, _inverse, _covariance) = (problem, magnetizations, inverse, covariance);
        _meanSquare = problem.Mixture.Mean(c => c.Coefficient * c.Coefficient);
        _meanProduct = problem.Mixture.Mean(c => c.Coefficient * c.Label);
    }

    /// <exception cref="ArgumentException">The process of this problem is not linear.</exception>
    public static void RequireLinear(MixtureProblem problem)
    {
        if (problem.Loss is not MixtureLoss.Quadratic || problem.Activation is not MixtureActivation.Linear || !MaskChain.Of(problem).IsFull)
            throw new ArgumentException("The exact theory needs the quadratic loss, the linear activation and full batch.", nameof(problem));
    }

    public IAveragedProcess Fork() => new QuadraticProcess(_problem, [.. _magnetizations], [.. _inverse], [.. _covariance]);

    public StepAverages Step(double magnetization, double[] correlation, ThreadTeam team)
    {
        _magnetizations.Add(magnetization);
        _covariance.Add(CovarianceRow(correlation));
        var (alpha, delta) = (_problem.SampleRatio, _problem.NoiseLevel);
        var row = _inverse[^1];
        var products = ForceProducts(row);
        _noise = [.. products.Select(p => alpha * delta * p)];
        var (drift, overlap, sum) = (0.0, 0.0, 0.0);
        for (var j = 0; j < row.Length; j++)
        {
            drift += row[j] * (((_meanSquare + delta) * _magnetizations[j]) - _meanProduct);
            overlap += row[j] * _magnetizations[j];
            sum += row[j];
        }
        return new(
            alpha * drift,
            alpha * delta,
            [],
            [.. row[..^1].Select(b => -alpha * delta * b)],
            alpha * products[^1] / 2,
            Accuracy(overlap, sum, products[^1]),
            alpha * (products[^1] + (_meanProduct * overlap) - sum));
    }

    public double[] Recall(double[] response, ThreadTeam team)
    {
        _inverse.Add(InverseRow(response));
        return _noise;
    }

    private double[] InverseRow(double[] response)
    {
        var row = new double[response.Length + 1];
        var factor = -_problem.LearningRate * _problem.NoiseLevel;
        for (var i = 0; i < response.Length; i++) RowKernels.AddInto<double>(_inverse[i], factor * response[i], row.AsSpan(0, i + 1));
        row[^1] = 1;
        return row;
    }

    private double[] CovarianceRow(double[] correlation)
    {
        var row = new double[correlation.Length];
        var m = _magnetizations[^1];
        for (var l = 0; l < row.Length; l++)
        {
            row[l] = ((_meanSquare + _problem.NoiseLevel) * m * _magnetizations[l])
                - (_meanProduct * (m + _magnetizations[l])) + 1 + (_problem.NoiseLevel * correlation[l]);
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

    /// <summary>P(y r &gt; 0), r Gaussian in each cluster: its mean is y + c Σ_j B m_j − y Σ_j B, its variance what the means leave of
    /// ⟨F²⟩.</summary>
    private double Accuracy(double overlap, double sum, double square)
    {
        double Shift(MixtureComponent c) => (c.Coefficient * overlap) - (c.Label * sum);
        var variance = square - _problem.Mixture.Mean(c => Shift(c) * Shift(c));
        return _problem.Mixture.Mean(c =>
        {
            var margin = c.Label * (Shift(c) + c.Label);
            return variance > 0 ? SpecialFunctions.Erfc(-margin / Math.Sqrt(2 * variance)) / 2 : margin > 0 ? 1 : 0;
        });
    }
}
