using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.QuenchingActivation;

/// <summary>Where the inner weights point, and how far they have gone.</summary>
public static class Alignment
{
    /// <summary>cos of the angle between every b_j and a direction; 0 where b_j = 0.</summary>
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

    /// <summary>Mean angle, in degrees, between b_j now and at the start; dead neurons left out.</summary>
    public static double MeanRotation(TwoLayerParameters parameters, TwoLayerParameters initial)
    {
        RequireAlike(parameters, initial);
        var (sum, count) = (0.0, 0);
        for (var j = 0; j < parameters.HiddenUnits; j++)
        {
            var row = parameters.InnerWeights.Row(j);
            var first = initial.InnerWeights.Row(j);
            if (NetworkFunction.Norm(row) == 0 || NetworkFunction.Norm(first) == 0) continue;
            sum += Elementary.Acos(Math.Clamp(Cosine(row, first), -1, 1));
            count++;
        }
        return count == 0 ? 0 : sum / count * 180 / Math.PI;
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
        return norms == 0 ? 0 : RowKernels.Dot(b, c) / norms;
    }

    private static void RequireAlike(TwoLayerParameters parameters, TwoLayerParameters initial)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(initial);
        if ((parameters.HiddenUnits, parameters.InputDimension) != (initial.HiddenUnits, initial.InputDimension))
            throw new ArgumentException("The two networks differ in shape.", nameof(initial));
    }
}
