using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>The overlap of two rectified neurons: k(b, c) = |b||c| (sin θ + (π-θ) cos θ), θ in [0, π] the angle between b and c.</summary>
/// <remarks>
/// E[σ(b·x)σ(c·x)] = C k(b, c) (Cho and Saul 2009; Ma, Wu, E 2020, eq. 12), C by <see cref="KernelNormalisation"/>; here C = 1.
/// k(b, b) = π|b|², k(b, -b) = 0, k(b, 0) = 0, k(b, c) - k(b, -c) = π b·c.
/// </remarks>
public static class ReluKernel
{
    /// <summary>k(b, c).</summary>
    public static double Value(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
    {
        var (normB, normC, _, _, kernel) = Pair(b, c);
        return normB * normC * kernel;
    }

    /// <summary>dk(b, c)/db = |c| sin θ b/|b| + (π-θ) c; zero where b or c is.</summary>
    public static DenseVector<double> Gradient(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
    {
        var (normB, normC, angle, sine, _) = Pair(b, c);
        var gradient = new double[b.Length];
        if (normB == 0 || normC == 0) return DenseVector<double>.Copy(gradient);
        for (var k = 0; k < gradient.Length; k++) gradient[k] = Math.FusedMultiplyAdd(angle, c[k], normC * sine / normB * b[k]);
        return DenseVector<double>.Copy(gradient);
    }

    /// <summary>The function of the angle alone: k(b, c)/(|b||c|) at cos θ = <paramref name="cosine"/>.</summary>
    public static double OfCosine(double cosine) => AngleRow.Evaluate(Vector512.Create(cosine)).Kernel[0];

    private static (double NormB, double NormC, double Angle, double Sine, double Kernel) Pair(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
    {
        if (b.Length != c.Length) throw new ArgumentException($"Vectors of {b.Length} and {c.Length} entries have no common angle.", nameof(c));
        var normB = Math.Sqrt(RowKernels.Dot(b, b));
        var normC = Math.Sqrt(RowKernels.Dot(c, c));
        if (normB == 0 || normC == 0) return (normB, normC, 0, 0, 0);
        var cosine = b.SequenceEqual(c) ? 1 : RowKernels.Dot(b, c) / normB / normC;
        var (angle, sine, kernel) = AngleRow.Evaluate(Vector512.Create(cosine));
        return (normB, normC, angle[0], sine[0], kernel[0]);
    }
}

/// <summary>K_ij = k(b_i, b_j) of the rows of a matrix, with C = 1: symmetric, positive semidefinite, for relu K_ii = π|b_i|².</summary>
public static class GramMatrix
{
    /// <param name="rows">b_i.</param>
    /// <param name="activation">σ, one with a closed form; absent: relu.</param>
    /// <exception cref="ArgumentException">The kernel of the activation has no closed form.</exception>
    public static DenseMatrix<double> Of(DenseMatrix<double> rows, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var neurons = new PaddedNeurons(rows.Rows, rows.Columns);
        neurons.Load(new double[rows.Rows], rows.Span);
        var padded = new double[checked(neurons.Rows * neurons.Rows)];
        if ((activation ?? Activation.Default).Kernel is { } kernel) InnerProductPass.FillInto(kernel, neurons, padded);
        else KernelMatrix.FillInto(neurons, padded);
        return DenseMatrix<double>.Create(rows.Rows, rows.Rows, (padded, neurons.Rows), static (span, source) =>
        {
            var count = (int)Math.Sqrt(span.Length);
            for (var i = 0; i < count; i++) source.padded.AsSpan(i * source.Rows, count).CopyTo(span[(i * count)..]);
        });
    }
}
