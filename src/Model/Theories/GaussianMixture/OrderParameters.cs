using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>m, G and C_perp up to step k, and the kernels that drove them there: rows that only ever grow in number.</summary>
/// <remarks>
/// Equation: with a_k = 1 − ηλ − η λ̂_k, the discrete-time equations (exact for d → ∞ at fixed η; Mignacco et al. 2020, eqs. 18 to 20, the diagonal of C
/// from the recursion itself, not from an Euler step of dC(t,t)/dt):
/// m_{k+1} = (1 − ηλ) m_k − η μ_k;
/// G(k+1, l) = a_k G(k, l) + η Σ_{l&lt;j&lt;k} M_R(k, j) G(j, l), G(k+1, k) = 1;
/// C_perp(k+1, l) = a_k C_perp(k, l) + η Σ_{j&lt;k} M_R(k, j) C_perp(j, l) + η² Σ_{j&lt;l} G(l, j) M_C(k, j).
/// </remarks>
internal sealed class OrderParameters
{
    private readonly double _rate;
    private readonly double _ridge;
    private readonly List<double> _magnetizations;
    private readonly List<double[]> _responses;
    private readonly List<double[]> _correlations;
    private readonly List<StepAverages> _averages;

    public OrderParameters(MixtureProblem problem, double magnetization)
        : this(problem.LearningRate, problem.Ridge, [magnetization], [[]], [[problem.InitialVariance]], [])
    {
    }

    private OrderParameters(
        double rate, double ridge, List<double> magnetizations, List<double[]> responses, List<double[]> correlations, List<StepAverages> averages) =>
        (_rate, _ridge, _magnetizations, _responses, _correlations, _averages) = (rate, ridge, magnetizations, responses, correlations, averages);

    /// <summary>Number of steps whose averages are known.</summary>
    public int Steps => _averages.Count;

    public OrderParameters Fork() =>
        new(_rate, _ridge, [.. _magnetizations], [.. _responses], [.. _correlations], [.. _averages]);

    /// <summary>m_k, for k up to <see cref="Steps"/>.</summary>
    public double Magnetization(int k) => _magnetizations[k];

    /// <summary>G(k, 0..k−1), for k up to <see cref="Steps"/>.</summary>
    public double[] Response(int k) => _responses[k];

    /// <summary>C_perp(k, 0..k), for k up to <see cref="Steps"/>.</summary>
    public double[] Correlation(int k) => _correlations[k];

    /// <summary>Averages of step k, below <see cref="Steps"/>.</summary>
    public StepAverages Averages(int k) => _averages[k];

    /// <summary>C(k, k) = C_perp(k, k) + m_k².</summary>
    public double SquaredNorm(int k) => Math.FusedMultiplyAdd(_magnetizations[k], _magnetizations[k], _correlations[k][k]);

    /// <summary>Names what is wrong with row k; null when nothing is.</summary>
    public string? FirstDefect(int k) =>
        !double.IsFinite(_magnetizations[k]) ? "the magnetization is not finite"
        : !double.IsFinite(_correlations[k][k]) ? "the correlation is not finite"
        : _correlations[k][k] < 0 ? "the correlation C(t, t) lost its positivity: too few samples, or a step too large"
        : null;

    /// <summary>What is left of C(k+1, k) = (1 − ηλ) C(k, k) − η α ⟨F_k r_k⟩, an exact identity that the recursion does not use; k below <see cref="Steps"/>.</summary>
    public double IdentityResidual(int k)
    {
        var next = Math.FusedMultiplyAdd(_magnetizations[k + 1], _magnetizations[k], _correlations[k + 1][k]);
        return next - ((1 - (_rate * _ridge)) * SquaredNorm(k)) + (_rate * _averages[k].ForceOverlap);
    }

    /// <summary>Appends row k + 1 from the averages of step k.</summary>
    public void Extend(StepAverages averages)
    {
        var k = Steps;
        var decay = 1 - (_rate * _ridge) - (_rate * averages.Curvature);
        _magnetizations.Add(((1 - (_rate * _ridge)) * _magnetizations[k]) - (_rate * averages.Drift));
        var response = NextResponse(k, decay, averages.MemoryKernel);
        _responses.Add(response);
        _correlations.Add(NextCorrelation(k, decay, averages, response));
        _averages.Add(averages);
    }

    private double[] NextResponse(int k, double decay, double[] memory)
    {
        var next = new double[k + 1];
        for (var l = 0; l < k; l++) next[l] = decay * _responses[k][l];
        for (var j = 0; j < k; j++) RowKernels.AddInto<double>(_responses[j], _rate * memory[j], next.AsSpan(0, j));
        next[k] = 1;
        return next;
    }

    private double[] NextCorrelation(int k, double decay, StepAverages averages, double[] response)
    {
        var next = new double[k + 2];
        for (var l = 0; l <= k; l++) next[l] = decay * _correlations[k][l];
        AddMemoryInto(k, averages.MemoryKernel, next);
        for (var l = 0; l <= k; l++) next[l] += _rate * _rate * RowKernels.Dot<double>(_responses[l], averages.NoiseKernel.AsSpan(0, l));
        next[k + 1] = (decay * next[k])
            + (_rate * RowKernels.Dot<double>(averages.MemoryKernel, next.AsSpan(0, k)))
            + (_rate * _rate * RowKernels.Dot<double>(response, averages.NoiseKernel));
        return next;
    }

    /// <summary>next[l] += η Σ_{j&lt;k} M_R(k, j) C_perp(j, l): the rows j ≥ l as sums of rows, the columns j &lt; l as dot products (C is symmetric).</summary>
    private void AddMemoryInto(int k, double[] memory, double[] next)
    {
        for (var j = 0; j < k; j++) RowKernels.AddInto<double>(_correlations[j], _rate * memory[j], next.AsSpan(0, j + 1));
        for (var l = 1; l <= k; l++) next[l] += _rate * RowKernels.Dot<double>(memory.AsSpan(0, l), _correlations[l].AsSpan(0, l));
    }
}
