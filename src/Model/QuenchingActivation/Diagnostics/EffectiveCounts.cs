using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>How many neurons carry the function, counted in three ways; all zero for the zero function.</summary>
/// <param name="AboveTenth">n10 = #{μ_j > 0.1 max μ}.</param>
/// <param name="HoldingMost">n95, the fewest neurons that hold 95 % of Σ μ_j.</param>
/// <param name="ParticipationRatio">(Σ μ_j)²/Σ μ_j², between 1 and m.</param>
public sealed record EffectiveCounts(int AboveTenth, int HoldingMost, double ParticipationRatio)
{
    private const double Tenth = 0.1;
    private const double Most = 0.95;

    /// <summary>Counts magnitudes; merge neurons first (<see cref="NeuronMerging"/>) where collinear ones should count once.</summary>
    public static EffectiveCounts Of(DenseVector<double> magnitudes)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        var sorted = magnitudes.Span.ToArray();
        Array.Sort(sorted, static (x, y) => y.CompareTo(x));
        var (sum, squares) = (0.0, 0.0);
        foreach (var magnitude in sorted)
        {
            sum += magnitude;
            squares += magnitude * magnitude;
        }
        if (sum == 0) return new(0, 0, 0);
        var (holding, held) = (0, 0.0);
        while (held < Most * sum && holding < sorted.Length) held += sorted[holding++];
        return new(CountAbove(magnitudes, Tenth * sorted[0]), holding, sum * sum / squares);
    }

    /// <summary>#{μ_j > threshold}.</summary>
    public static int CountAbove(DenseVector<double> magnitudes, double threshold)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        var count = 0;
        foreach (var magnitude in magnitudes.Span) count += magnitude > threshold ? 1 : 0;
        return count;
    }
}

/// <summary>Neurons of one sign that point the same way act as one: a target neuron is often shared by two.</summary>
public static class NeuronMerging
{
    /// <summary>Directions closer than this count as one.</summary>
    public const double DefaultDegrees = 5;

    /// <summary>
    /// Magnitudes of the merged neurons, decreasing. Neurons are taken from the largest downwards (ties by index); each joins the first group whose
    /// leader has its sign and a direction within the angle, or leads a new group. An odd activation has (a, b) and (-a, -b) as one neuron, an even
    /// one (a, b) and (a, -b).
    /// </summary>
    /// <param name="parameters">The neurons.</param>
    /// <param name="degrees">The angle.</param>
    /// <param name="activation">Theirs; null for relu.</param>
    /// <param name="magnitudes">Their magnitudes, where they are known.</param>
    public static DenseVector<double> MergedMagnitudes(
        TwoLayerParameters parameters, double degrees = DefaultDegrees, Activation? activation = null, DenseVector<double>? magnitudes = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Require.InRange(degrees, 0, 180.0, nameof(degrees));
        magnitudes ??= Magnitudes.Of(parameters, activation);
        var parity = (activation ?? Activation.Default).Parity;
        var leastCosine = Elementary.Cos(degrees * Math.PI / 180);
        var leaders = new List<int>();
        var sums = new List<double>();
        foreach (var j in Enumerable.Range(0, magnitudes.Length).OrderByDescending(j => magnitudes[j]))
        {
            if (magnitudes[j] == 0) break;
            var group = leaders.FindIndex(leader => AreAlike(parameters, leader, j, leastCosine, parity));
            if (group >= 0)
            {
                sums[group] += magnitudes[j];
            }
            else
            {
                leaders.Add(j);
                sums.Add(magnitudes[j]);
            }
        }
        sums.Sort(static (x, y) => y.CompareTo(x));
        return DenseVector<double>.Copy([.. sums]);
    }

    private static bool AreAlike(TwoLayerParameters parameters, int i, int j, double leastCosine, int parity)
    {
        var isOfOneSign = Math.Sign(parameters.OuterWeights[i]) == Math.Sign(parameters.OuterWeights[j]);
        if (parity != -1 && !isOfOneSign) return false;
        var b = parameters.InnerWeights.Row(i);
        var c = parameters.InnerWeights.Row(j);
        var product = RowKernels.Dot(b, c);
        var along = parity == 1 ? Math.Abs(product) : isOfOneSign ? product : -product;
        return along > leastCosine * NetworkFunction.Norm(b) * NetworkFunction.Norm(c);
    }
}
