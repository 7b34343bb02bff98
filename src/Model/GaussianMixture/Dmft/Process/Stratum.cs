using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>The samples of one cluster, up to symmetry: a contiguous range with equal weights.</summary>
/// <param name="Centre">c, whose first number that is not 0 is positive.</param>
/// <param name="Label">y.</param>
/// <param name="NoiseLevel">Δ_c.</param>
/// <param name="Probability">Total probability of the clusters it stands for.</param>
/// <param name="Start">First sample.</param>
/// <param name="Count">Number of samples.</param>
internal readonly record struct Stratum(
    DenseVector<double> Centre, int Label, double NoiseLevel, double Probability, int Start, int Count)
{
    /// <summary>Splits S samples over the clusters that differ, in proportion to their probabilities; weights correct what rounding leaves.</summary>
    /// <remarks>
    /// x → −x maps cluster (c, y) to (−c, −y) under a linear activation (Λ' and x0 change sign together) and to (−c, y) under a door, so one of the
    /// two stands for both: exact, and free.
    /// </remarks>
    public static Stratum[] Split(MixtureProblem problem, int samples, int unit)
    {
        var groups = problem.Mixture.Components
            .Select(c => problem.Activation.Match(linear: _ => FoldOdd(c), door: _ => FoldEven(c)))
            .GroupBy(c => (c.Centre, c.Label, NoiseLevel: problem.NoiseOf(c)))
            .Select(g => (g.Key, Probability: g.Sum(c => c.Probability)))
            .ToArray();
        if (groups.Length * unit > samples)
            throw new ArgumentException($"{samples} samples are too few for {groups.Length} different clusters.", nameof(samples));
        var counts = Apportion([.. groups.Select(g => g.Probability)], samples / unit);
        var strata = new Stratum[groups.Length];
        var start = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            var (centre, label, noise) = groups[i].Key;
            strata[i] = new(centre, label, noise, groups[i].Probability, start, counts[i] * unit);
            start += strata[i].Count;
        }
        return strata;
    }

    private static MixtureComponent FoldOdd(MixtureComponent c) =>
        Side(c) < 0 || (Side(c) == 0 && c.Label < 0) ? c with { Centre = Times(-1, c), Label = -c.Label } : c with { Centre = Times(1, c) };

    private static MixtureComponent FoldEven(MixtureComponent c) => c with { Centre = Times(Side(c) < 0 ? -1 : 1, c) };

    /// <summary>The sign of the first number that is not 0; 0 where all are.</summary>
    private static int Side(MixtureComponent c)
    {
        foreach (var x in c.Centre.Span)
        {
            if (x != 0) return Math.Sign(x);
        }
        return 0;
    }

    /// <summary>The centre or its mirror image, whose zeros have no sign: they are compared by their bits.</summary>
    private static DenseVector<double> Times(double sign, MixtureComponent c) =>
        DenseVector<double>.Copy([.. c.Centre.Span.ToArray().Select(x => 0 + (sign * x))]);

    /// <summary>Whole numbers of at least 1 in proportion, adding up to the total: rounded down, the rest to the largest remainders.</summary>
    private static int[] Apportion(double[] shares, int total)
    {
        var counts = shares.Select(p => Math.Max(1, (int)Math.Floor(p * total))).ToArray();
        for (var spare = total - counts.Sum(); spare != 0; spare -= Math.Sign(spare))
        {
            var surplus = Enumerable.Range(0, shares.Length)
                .Where(i => spare > 0 || counts[i] > 1)
                .MaxBy(i => Math.Sign(spare) * ((shares[i] * total) - counts[i]));
            counts[surplus] += Math.Sign(spare);
        }
        return counts;
    }
}
