using Pipelines.Model.GaussianMixture;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Theory against simulation, step by step and observable by observable, from step 1.</summary>
/// <remarks>
/// Accepted when, for each of the five observables, |difference| ≤ 3 s + f at 95 % of the steps and ≤ 5 s + 2.5 f at all, s the combined standard
/// error. Floors f, from the reference: error 0.002, accuracy 0.003, loss 0.004, m 0.01, C 0.02, the last three times max(1, |value|).
/// </remarks>
internal static class AcceptanceCriterion
{
    private static readonly (string Column, double Floor, bool Scales, Func<MixtureObservables, double> Value)[] Observables =
    [
        ("eps_gen", 0.002, false, o => o.GeneralisationError),
        ("train_acc", 0.003, false, o => o.TrainingAccuracy),
        ("train_loss", 0.004, true, o => o.TrainingLoss),
        ("m", 0.01, true, o => o.Magnetization),
        ("C", 0.02, true, o => o.SquaredNorm),
    ];

    /// <summary>The first observable that fails, with its share of steps inside; null when all pass. A theory that ends early fails.</summary>
    public static string? FirstFailure(ReferenceCase simulation, IReadOnlyList<List<MixtureObservables>> replicates, int steps)
    {
        if (replicates.Any(r => r.Count <= steps)) return "ended early";
        foreach (var (column, floor, scales, value) in Observables)
        {
            var (inside, farInside) = (0, 0);
            for (var k = 1; k <= steps; k++)
            {
                var theory = Estimate.Of([.. replicates.Select(r => value(r[k]))]);
                var expected = simulation[column][k];
                var s = Math.Sqrt((theory.StandardError * theory.StandardError) + (simulation[$"{column}_se"][k] * simulation[$"{column}_se"][k]));
                var f = floor * (scales ? Math.Max(1, Math.Abs(expected)) : 1);
                var difference = Math.Abs(theory.Mean - expected);
                if (difference <= (3 * s) + f) inside++;
                if (difference <= (5 * s) + (2.5 * f)) farInside++;
            }
            if (inside < 0.95 * steps || farInside < steps)
                return FormattableString.Invariant($"{column}: {inside} of {steps} within, {farInside} not far out");
        }
        return null;
    }
}
