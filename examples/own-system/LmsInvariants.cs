using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Testing;

namespace OwnSystem;

/// <summary>What holds for every problem: <c>test lms.yaml</c> tries it on cases around the experiment.</summary>
internal static class LmsInvariants
{
    public static Invariant[] All { get; } =
    [
        Of("prefix-of-passes", "A longer pass begins with the shorter one.", "R_n = R(x_1, ..., x_n)", "no bit", (s, t, c) =>
            c.Same("risk", Pass(s, t.Stream("data")), Pass(s with { Samples = 2 * s.Samples }, t.Stream("data")).AsSpan(0, Lms.Mean(s).Count()))),
        Of("limit-of-the-mean", "The mean is never below its limit.", "R >= min(1, N/(1 - F))", "1e-12: rounding", (s, _, c) =>
            c.AtMost("limit", Math.Min(1, Lms.Noise(s) / (1 - Lms.Factor(s))), Lms.Mean(s).Min(r => r.Excess), 1e-12)),
        Of("cylindrical-symmetry", "Around w* every direction is like any other.", "x -> O x, O w* = w*", "seven standard errors", (s, t, c) =>
            Cylinder(Lms.Draw(s with { Samples = 600 }, t.Stream("data")), s.InputDimension, t.Stream("directions"), c)),
        Of("agreement", "The gap between a pass and the mean closes with d.", "R(1) = E R(1) + O(d^-1/2)", "one false alarm in 1e6", (s, t, c) =>
            c.Agrees("excess risk", new(10, 160) { FalseAlarm = 1e-6 }, (d, n) => Gap(s with { InputDimension = d, Samples = d, RecordEvery = d,
                LearningRate = Math.Min(1, s.LearningRate) }, t.Stream("pass").Fork(d).Fork(n)))),
    ];

    private static Invariant Of(string name, string says, string equation, string exact, Action<LmsSettings, Trial<LmsSettings>, Comparison> check) =>
        new Invariant<LmsSettings>(name, says, equation, "Feuer and Weinstein 1985", exact, (t, c) => check(t.Settings, t, c));

    private static double[] Pass(LmsSettings s, RandomKey key) => [.. Lms.Train(s, Lms.Draw(s, key)).Select(r => r.Excess)];
    private static double Gap(LmsSettings s, RandomKey key) => Pass(s, key)[^1] - Lms.Mean(s).Last().Excess;

    private static void Cylinder(LmsData data, int d, RandomKey key, Comparison c) => Symmetries.Cylinder(
        c, DenseMatrix<double>.Copy(data.Labels.Length, d, data.Inputs.AsSpan()), DenseVector<double>.Copy(data.Teacher.AsSpan()), key);
}
