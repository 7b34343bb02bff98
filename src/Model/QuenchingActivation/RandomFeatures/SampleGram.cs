using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.RandomFeatures;

/// <summary>Theorem 1 of Ma, Wu, E 2020: how fast a wide random feature model fits n inputs on the unit sphere.</summary>
/// <remarks>
/// K_ij = (1/n) k(x_i, x_j)/(2πd), λ_n its least eigenvalue. Under the flow of half the risk, R(t) ≤ e^(-m λ_n t) R(0) as printed (eq. 7);
/// the exact rate of the kernel is 2 m λ_n. The time is the paper's, twice ours.
/// </remarks>
public sealed class SampleGram
{
    private const double UnitTolerance = 1e-9;

    private SampleGram(DenseMatrix<double> matrix, DenseVector<double> eigenvalues) => (Matrix, Eigenvalues) = (matrix, eigenvalues);

    /// <summary>K, n × n.</summary>
    public DenseMatrix<double> Matrix { get; }

    /// <summary>Decreasing.</summary>
    public DenseVector<double> Eigenvalues { get; }

    /// <summary>λ_n.</summary>
    public double LeastEigenvalue => Eigenvalues[Eigenvalues.Length - 1];

    /// <exception cref="ArgumentException">An input does not lie on the unit sphere.</exception>
    public static SampleGram Of(DenseMatrix<double> inputs)
    {
        var begin = Begin(inputs);
        return Of(begin.Rows, begin.Finish());
    }

    /// <summary>K and the end of its rotation, which begins with K itself.</summary>
    public static SampleGram Of(DenseMatrix<double> matrix, RowRotation rotation)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        return new(matrix, DenseVector<double>.Copy(OrthogonalRows.Lengths(rotation.Rows, rotation.Length)));
    }

    /// <summary>What is to be rotated: K.</summary>
    /// <exception cref="ArgumentException">An input does not lie on the unit sphere.</exception>
    public static RowRotation Begin(DenseMatrix<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        for (var i = 0; i < inputs.Rows; i++)
        {
            if (!(Math.Abs(RowKernels.Dot(inputs.Row(i), inputs.Row(i)) - 1) <= UnitTolerance))
                throw new ArgumentException($"Input {i} does not lie on the unit sphere.", nameof(inputs));
        }
        var factor = KernelNormalisation.Sphere.Constant(inputs.Columns) / inputs.Rows;
        var matrix = DenseMatrix<double>.Create(inputs.Rows, inputs.Rows, GramMatrix.Of(inputs), (span, gram) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = gram.Span[i] * factor;
        });
        return new(matrix, inputs.Rows);
    }

    /// <summary>e^(-m λ_n t) R(0), the printed bound.</summary>
    public double RiskBound(double initialRisk, int hiddenUnits, double time) => initialRisk * Elementary.Exp(-hiddenUnits * LeastEigenvalue * time);

    /// <summary>e^(-2 m λ_n t) R(0), with the rate of the exact kernel.</summary>
    public double ExactKernelBound(double initialRisk, int hiddenUnits, double time) =>
        initialRisk * Elementary.Exp(-2 * hiddenUnits * LeastEigenvalue * time);
}
