using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace OwnSystem;

/// <summary>Least mean squares (Widrow and Hoff 1960): labels y = w*.x + sigma xi of inputs x ~ N(0, I_d), |w*| = 1, are seen once each.</summary>
[WrittenAs("LmsSettings")]
internal sealed record LmsSettings(
    [Setting("inputDimension", "dimension d of the inputs", Minimum = 1, Maximum = 10_000)] int InputDimension,
    [Setting("samples", "number n of examples, seen once each", Minimum = 1, Maximum = 1_000_000)] int Samples,
    [Setting("learningRate", "step size eta; steps are eta/d", Minimum = 0)] double LearningRate,
    [Setting("noiseLevel", "standard deviation sigma of the labels' noise", Minimum = 0)] double NoiseLevel,
    [Setting("recordEvery", "steps between two recorded ones", Minimum = 1)] int RecordEvery = 10);

/// <param name="Teacher">w*, d numbers.</param>
/// <param name="Inputs">n x d numbers, row after row.</param>
/// <param name="Labels">n numbers.</param>
internal sealed record LmsData(ImmutableArray<double> Teacher, ImmutableArray<double> Inputs, ImmutableArray<double> Labels);

internal sealed record Risk(double Time, double Excess);

internal static class Lms
{
    /// <summary>Draws an example by its number alone, so that more examples change none.</summary>
    public static LmsData Draw(LmsSettings settings, RandomKey stream)
    {
        var d = settings.InputDimension;
        double[] Normal(string name, int count)
        {
            var numbers = new double[count];
            Gaussian.FillInto(stream.Fork(name), 0, numbers);
            return numbers;
        }

        var (teacher, inputs, noise) = (Normal("teacher", d), Normal("inputs", settings.Samples * d), Normal("noise", settings.Samples));
        var length = Math.Sqrt(Dot(teacher, teacher));
        for (var i = 0; i < d; i++) teacher[i] /= length;
        return new([.. teacher], [.. inputs], [.. noise.Select((xi, n) => Dot(teacher, inputs.AsSpan(n * d, d)) + (settings.NoiseLevel * xi))]);
    }

    /// <summary>w += (eta/d) (y - w.x) x from w = 0; the excess risk |w - w*|^2 at recorded steps.</summary>
    public static IEnumerable<Risk> Train(LmsSettings settings, LmsData data)
    {
        var (d, weights) = (settings.InputDimension, new double[settings.InputDimension]);
        for (var n = 0; ; n++)
        {
            if (n % settings.RecordEvery == 0) yield return new((double)n / d, weights.Zip(data.Teacher, (w, t) => (w - t) * (w - t)).Sum());
            if (n == settings.Samples) yield break;
            var x = data.Inputs.AsSpan().Slice(n * d, d);
            var step = settings.LearningRate / d * (data.Labels[n] - Dot(weights, x));
            for (var i = 0; i < d; i++) weights[i] += step * x[i];
        }
    }

    /// <summary>Its exact mean (Feuer and Weinstein 1985): R' = (1 - 2 eta/d + eta^2 (d + 2)/d^2) R + eta^2 sigma^2/d, R(0) = 1.</summary>
    public static IEnumerable<Risk> Mean(LmsSettings settings)
    {
        var (risk, factor, noise) = (1.0, Factor(settings), Noise(settings));
        for (var n = 0; n <= settings.Samples; n++, risk = (factor * risk) + noise)
            if (n % settings.RecordEvery == 0) yield return new((double)n / settings.InputDimension, risk);
    }

    /// <summary>The mean converges where this is below 1.</summary>
    public static double Factor(LmsSettings s) =>
        1 - (s.LearningRate / s.InputDimension * (2 - (s.LearningRate / s.InputDimension * (s.InputDimension + 2))));

    public static double Noise(LmsSettings s) => s.LearningRate * s.LearningRate * s.NoiseLevel * s.NoiseLevel / s.InputDimension;

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
