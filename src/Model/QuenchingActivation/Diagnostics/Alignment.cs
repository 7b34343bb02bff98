using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>Where the inner weights point, and how far they have gone.</summary>
public static class Alignment
{
    /// <summary>cos of the angle between every b_j and a direction; NaN where b_j = 0.</summary>
    public static DenseVector<double> CosinesTo(TwoLayerParameters parameters, ReadOnlySpan<double> direction)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (direction.Length != parameters.InputDimension)
        {
            throw new ArgumentException(
                $"A direction of {direction.Length} entries does not fit {parameters.InputDimension} inputs.", nameof(direction));
        }
        var cosines = new double[parameters.HiddenUnits];
        for (var j = 0; j < cosines.Length; j++) cosines[j] = Cosine(parameters.InnerWeights.Row(j), direction);
        return DenseVector<double>.Copy(cosines);
    }

    /// <summary>Mean angle, in degrees, between b_j now and at the start; dead neurons left out, NaN where all are.</summary>
    /// <remarks>
    /// 2 atan2(|u − v|, |u + v|) of the unit vectors u, v: right to a few units in the last place at every angle, where the arc cosine
    /// of u·v loses half the digits near 0 and 180 degrees (Kahan 2006, "How futile are mindless assessments of roundoff", section 12).
    /// </remarks>
    public static double MeanRotation(TwoLayerParameters parameters, TwoLayerParameters initial)
    {
        RequireAlike(parameters, initial);
        var (sum, count) = (0.0, 0);
        var (difference, total) = (new double[initial.InputDimension], new double[initial.InputDimension]);
        for (var j = 0; j < parameters.HiddenUnits; j++)
        {
            var row = parameters.InnerWeights.Row(j);
            var first = initial.InnerWeights.Row(j);
            var (length, firstLength) = (NetworkFunction.Norm(row), NetworkFunction.Norm(first));
            if (length == 0 || firstLength == 0) continue;
            for (var i = 0; i < row.Length; i++)
            {
                var (now, then) = (row[i] / length, first[i] / firstLength);
                (difference[i], total[i]) = (now - then, now + then);
            }
            sum += 2 * Elementary.Atan2(NetworkFunction.Norm(difference), NetworkFunction.Norm(total));
            count++;
        }
        return count == 0 ? double.NaN : sum / count * 180 / Math.PI;
    }

    /// <summary>‖B - B(0)‖/‖B(0)‖ (Frobenius).</summary>
    public static double RelativeMovement(TwoLayerParameters parameters, TwoLayerParameters initial)
    {
        RequireAlike(parameters, initial);
        var difference = parameters.InnerWeights.Span.ToArray();
        RowKernels.AddInto(initial.InnerWeights.Span, -1, difference);
        return NetworkFunction.Norm(difference) / NetworkFunction.Norm(initial.InnerWeights.Span);
    }

    /// <summary>Mean rank, from 0, of some neurons when all are sorted by |a|, decreasing: how well these weights foretell them.</summary>
    public static double MeanRank(ReadOnlySpan<int> neurons, DenseVector<double> outerWeights)
    {
        ArgumentNullException.ThrowIfNull(outerWeights);
        if (neurons.IsEmpty) throw new ArgumentException("At least one neuron is needed.", nameof(neurons));
        var sum = 0;
        foreach (var neuron in neurons)
        {
            var size = Math.Abs(outerWeights[neuron]);
            foreach (var a in outerWeights.Span) sum += Math.Abs(a) > size ? 1 : 0;
        }
        return (double)sum / neurons.Length;
    }

    private static double Cosine(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
    {
        var norms = NetworkFunction.Norm(b) * NetworkFunction.Norm(c);
        return norms == 0 ? double.NaN : RowKernels.Dot(b, c) / norms;
    }

    private static void RequireAlike(TwoLayerParameters parameters, TwoLayerParameters initial)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(initial);
        if ((parameters.HiddenUnits, parameters.InputDimension) != (initial.HiddenUnits, initial.InputDimension))
            throw new ArgumentException("The two networks differ in shape.", nameof(initial));
    }
}
