using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

public sealed class KernelTests
{
    // The reference was computed with 60 digits; the stable form has errors of a few units in the last place of |b||c|.
    private const double KernelTolerance = 1e-14;

    [Fact]
    public void Kernel_and_gradients_match_60_digit_arithmetic_at_every_angle()
    {
        foreach (var point in QuenchingReference.Json("kernel_points.json").EnumerateArray())
        {
            var (b, c, name) = (point.Numbers("b"), point.Numbers("c"), point.GetProperty("name").GetString()!);
            var (normB, normC) = (Norm(b), Norm(c));
            var value = ReluKernel.Value(b, c);
            QuenchingReference.Close(point.Number("k"), value, 0, name, KernelTolerance * normB * normC);
            QuenchingReference.Close(
                point.Number("k_gauss"), KernelNormalisation.Gaussian.Constant(3) * value, 0, name, KernelTolerance * normB * normC);
            QuenchingReference.Close(
                point.Number("k_sphere"), KernelNormalisation.Sphere.Constant(3) * value, 0, name, KernelTolerance * normB * normC);
            AssertGradient(point.Numbers("grad_b"), ReluKernel.Gradient(b, c), KernelTolerance * normC, name);
            AssertGradient(point.Numbers("grad_c"), ReluKernel.Gradient(c, b), KernelTolerance * normB, name);
        }
    }

    [Fact]
    public void Special_angles()
    {
        double[] b = [0.3, -1.2, 0.7], opposite = [-0.3, 1.2, -0.7], c = [1.1, 0.4, -0.2];
        QuenchingReference.Close(Math.PI * Norm(b) * Norm(b), ReluKernel.Value(b, b), 1e-15, "k(b, b)");
        Assert.Equal(0, ReluKernel.Value(b, opposite), 1e-15);
        Assert.Equal(0, ReluKernel.Value(b, [0, 0, 0]));
        Assert.Equal(6, ReluKernel.Value([2, 0], [0, 3]), 1e-14);
        double[] minusC = [-1.1, -0.4, 0.2];
        var dot = b.Zip(c, (x, y) => x * y).Sum();
        Assert.Equal(Math.PI * dot, ReluKernel.Value(b, c) - ReluKernel.Value(b, minusC), 1e-14);
    }

    [Fact]
    public void Different_dimensions_have_no_kernel() =>
        Assert.Contains("no common angle", Assert.Throws<ArgumentException>(() => ReluKernel.Value([1, 2], [1, 2, 3])).Message);

    [Fact]
    public void Sub_sphere_kernel_matches_the_reference_for_every_dimension()
    {
        foreach (var row in QuenchingReference.Csv("subspace_kernel.csv"))
        {
            var (p, z) = ((int)row["p"], row["z"]);
            var kernel = new SubSphereKernel(p);
            // The reference itself is good to 1e-12 at p = 3 near z = 1.
            var tolerance = p == 3 && z > 0.9 ? 1e-12 : 1e-13;
            var (value, slope) = kernel.Evaluate(z);
            QuenchingReference.Close(row["F"], value, tolerance, $"F, p = {p}, z = {z}");
            QuenchingReference.Close(row["dFdz"], slope, tolerance, $"F', p = {p}, z = {z}");
            QuenchingReference.Close(row["F_at_1"], kernel.AtOne, 1e-13, $"F(1), p = {p}");
            QuenchingReference.Close(row["kappa_p"], kernel.NormFactor, 1e-13, $"kappa, p = {p}");
        }
    }

    [Fact]
    public void Sub_sphere_kernel_is_continuous_where_its_methods_meet_and_reaches_its_closed_form_at_one()
    {
        foreach (var p in Enumerable.Range(1, 30))
        {
            var kernel = new SubSphereKernel(p);
            var (left, slopeLeft) = kernel.Evaluate(0.5);
            var (right, slopeRight) = kernel.Evaluate(0.5 + 1e-15);
            QuenchingReference.Close(left, right, 1e-14, $"F at 1/2, p = {p}");
            QuenchingReference.Close(slopeLeft, slopeRight, 1e-14, $"F' at 1/2, p = {p}");
            QuenchingReference.Close(kernel.AtOne, kernel.Evaluate(1).Value, 1e-13, $"F at 1, p = {p}");
        }
    }

    [Fact]
    public void Lanes_and_scalars_of_the_sub_sphere_kernel_agree_bit_for_bit()
    {
        foreach (var p in new[] { 1, 2, 3, 8, 25 })
        {
            var kernel = new SubSphereKernel(p);
            var z = Enumerable.Range(0, 64).Select(k => k / 63.0).ToArray();
            var (values, slopes) = (new double[64], new double[64]);
            kernel.EvaluateInto(z, values, slopes);
            for (var k = 0; k < 64; k++) Assert.Equal(kernel.Evaluate(z[k]), (values[k], slopes[k]));
        }
    }

    [Fact]
    public void Gram_matrix_matches_the_reference_and_is_exactly_symmetric()
    {
        var root = QuenchingReference.Json("population_small.json");
        var gram = GramMatrix.Of(root.Matrix("B"));
        QuenchingReference.Close(root.Matrix("K_c1").Span, gram.Span, 1e-14, "K");
        for (var i = 0; i < gram.Rows; i++)
        {
            for (var j = 0; j < gram.Rows; j++) Assert.Equal(gram[i, j], gram[j, i]);
        }
    }

    private static void AssertGradient(double[] expected, DenseVector<double> actual, double absolute, string name)
    {
        for (var i = 0; i < expected.Length; i++)
            QuenchingReference.Close(expected[i], actual[i], 0, $"gradient of {name}", Math.Max(absolute, 1e-300));
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(v => v * v));
}
