using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>Neurons of one sign that point the same way act as one: a target neuron is often shared by two.</summary>
public static class NeuronMerging
{
    /// <summary>Directions closer than this count as one.</summary>
    public const double DefaultDegrees = 5;

    /// <summary>
    /// Magnitudes of the merged neurons, decreasing. Neurons are taken from the largest downwards (ties by index); each joins the first group whose
    /// leader has its sign and a direction within the angle, or leads a new group.
    /// </summary>
    public static DenseVector<double> MergedMagnitudes(TwoLayerParameters parameters, double degrees = DefaultDegrees)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Require.InRange(degrees, 0, 180.0, nameof(degrees));
        var magnitudes = Magnitudes.Of(parameters);
        var leastCosine = Elementary.Cos(degrees * Math.PI / 180);
        var leaders = new List<int>();
        var sums = new List<double>();
        foreach (var j in Enumerable.Range(0, magnitudes.Length).OrderByDescending(j => magnitudes[j]))
        {
            if (magnitudes[j] == 0) break;
            var group = leaders.FindIndex(leader => AreAlike(parameters, leader, j, leastCosine));
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

    private static bool AreAlike(TwoLayerParameters parameters, int i, int j, double leastCosine)
    {
        if (Math.Sign(parameters.OuterWeights[i]) != Math.Sign(parameters.OuterWeights[j])) return false;
        var b = parameters.InnerWeights.Row(i);
        var c = parameters.InnerWeights.Row(j);
        return RowKernels.Dot(b, c) > leastCosine * NetworkFunction.Norm(b) * NetworkFunction.Norm(c);
    }
}
