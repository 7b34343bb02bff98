using Pipelines.Model.Numerics;

namespace Pipelines.Testing;

/// <summary>Theory against simulation: the gap between the two closes as a power of a size, such as width, dimension or number of samples.</summary>
/// <remarks>
/// The gap of one simulation at size n is a random number d_n of size A n^-p. From a small and a large size, R = large/small, the number
/// u = ln(d_large²/d_small²) + 2 p ln R does not know A. For gaps that are normal around 0 its density is sech(u/2)/(2π). Wald's sequential
/// probability ratio test holds that against the same shifted by 2 s ln R, which is the exponent p - s: pairs of simulations are drawn until the
/// ratio of the two likelihoods leaves ]miss/(1 - false alarm), (1 - miss)/false alarm[. A theory that is wrong in its limit leaves a gap of
/// exponent 0. Where a prefactor is stated, the second test holds n^p d_n/A of variance 1 against the same with a larger variance.
/// A gap that closes faster, or whose mean closes as fast, passes more surely still.
/// Source: Wald 1945, "Sequential tests of statistical hypotheses", Ann. Math. Statist. 16.
/// </remarks>
/// <param name="Small">The small size, at least 1.</param>
/// <param name="Large">The large size, above the small one: the larger their ratio, the fewer pairs.</param>
public sealed record Agreement(int Small, int Large)
{
    public int Small { get; } = Require.Positive(Small);

    public int Large { get; } =
        Large > Small ? Large : throw new ArgumentOutOfRangeException(nameof(Large), Large, "It must be above the small size.");

    /// <summary>p, at least; one half for fluctuations of averages.</summary>
    public double Exponent { get; init => field = Require.Positive(value, nameof(Exponent)); } = 0.5;

    /// <summary>s: an exponent that is smaller by it is found.</summary>
    public double Slack { get; init => field = Require.Positive(value, nameof(Slack)); } = 0.25;

    /// <summary>A, at most, as the root mean square of n^p d_n; null where nothing is stated.</summary>
    public double? Prefactor { get; init => field = value is { } a ? Require.Positive(a, nameof(Prefactor)) : null; }

    /// <summary>A prefactor that is larger by this factor is found.</summary>
    public double Excess
    {
        get;
        init => field = value > 1 ? value : throw new ArgumentOutOfRangeException(nameof(Excess), value, "It must be above 1.");
    } = 2;

    /// <summary>Probability, at most, that a right theory is said to disagree.</summary>
    public double FalseAlarm { get; init => field = Rate(value, nameof(FalseAlarm)); } = 1e-3;

    /// <summary>Probability, at most, that a theory whose gap has an exponent of p - s or less is said to agree.</summary>
    public double Miss { get; init => field = Rate(value, nameof(Miss)); } = 1e-3;

    /// <summary>Pairs of simulations that are drawn at most; those between the two hypotheses may take long.</summary>
    public int MostPairs { get; init => field = Require.Positive(value, nameof(MostPairs)); } = 500;

    /// <summary>Draws pairs of simulations until it is decided whether theory and simulation agree.</summary>
    /// <param name="gap">Simulation less theory for a size and the number of a simulation; those of two numbers or sizes are independent.</param>
    public AgreementResult Test(Func<int, int, double> gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        var ratio = Math.Log((double)Large / Small);
        var falseAlarm = Prefactor is null ? FalseAlarm : FalseAlarm / 2;
        var (exponent, prefactor) = (new RatioTest(falseAlarm, Miss), new RatioTest(falseAlarm, Miss));
        var (small, large, pairs) = (0.0, 0.0, 0);
        while (pairs < MostPairs && !(exponent.IsDecided && (Prefactor is null || prefactor.IsDecided)))
        {
            var (a, b) = (gap(Small, pairs), gap(Large, pairs));
            pairs++;
            if (!double.IsFinite(a) || !double.IsFinite(b)) return new(AgreementVerdict.Disagrees, pairs, double.NaN, double.NaN, double.NaN);
            (small, large) = (small + (a * a), large + (b * b));
            // Two gaps of nothing close in any way.
            var u = a == 0 && b == 0 ? 0 : (2 * Math.Log(Math.Abs(b / a))) + (2 * Exponent * ratio);
            exponent.Add(Shifted(u, 2 * Slack * ratio));
            if (Prefactor is { } most) prefactor.Add(Wider(a / Scaled(most, Small)) + Wider(b / Scaled(most, Large)));
            if (exponent.IsRejected || prefactor.IsRejected) break;
        }
        var verdict = exponent.IsRejected || prefactor.IsRejected ? AgreementVerdict.Disagrees
            : exponent.IsDecided && (Prefactor is null || prefactor.IsDecided) ? AgreementVerdict.Agrees : AgreementVerdict.Undecided;
        var fitted = Math.Log(small / large) / (2 * ratio);
        return new(verdict, pairs, fitted, 1 / (ratio * Math.Sqrt(pairs)), Math.Sqrt(small / pairs) * Math.Pow(Small, fitted));
    }

    private double Scaled(double prefactor, int size) => prefactor * Math.Pow(size, -Exponent);

    /// <summary>ln of the density of u less a shift, over that of u: ln cosh(u/2) - ln cosh((u - shift)/2), also for infinite u.</summary>
    private static double Shifted(double u, double shift) =>
        double.IsInfinity(u) ? Math.Sign(u) * shift / 2 : LogCosh(u / 2) - LogCosh((u - shift) / 2);

    /// <summary>ln of the normal density with the larger variance over that with variance 1.</summary>
    private double Wider(double x) => (x * x / 2 * (1 - (1 / (Excess * Excess)))) - Math.Log(Excess);

    private static double LogCosh(double x) => Math.Abs(x) + Math.Log((1 + Math.Exp(-2 * Math.Abs(x))) / 2);

    private static double Rate(double value, string name) =>
        value is > 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(name, value, "It must lie between 0 and one half.");

    /// <summary>Wald's test: the logarithm of the likelihood ratio walks until it leaves an interval, which holds both rates (Wald 1945).</summary>
    private struct RatioTest(double falseAlarm, double miss)
    {
        private double _walk;

        public bool IsRejected { get; private set; }

        public bool IsDecided { get; private set; }

        public void Add(double step)
        {
            if (IsDecided) return;
            _walk += step;
            IsRejected = _walk >= -Math.Log(falseAlarm);
            IsDecided = IsRejected || _walk <= Math.Log(miss);
        }
    }
}

/// <summary>What a test of agreement found.</summary>
/// <param name="Verdict">Whether theory and simulation agree.</param>
/// <param name="Pairs">Pairs of simulations that it took.</param>
/// <param name="Exponent">The exponent at which the root mean square of the gap closes between the two sizes.</param>
/// <param name="ExponentError">Its standard error, for normal gaps.</param>
/// <param name="Prefactor">The prefactor that belongs to it.</param>
public sealed record AgreementResult(AgreementVerdict Verdict, int Pairs, double Exponent, double ExponentError, double Prefactor);

/// <summary>What a test of agreement came to.</summary>
public enum AgreementVerdict
{
    /// <summary>The gap closes as stated.</summary>
    Agrees,

    /// <summary>It does not, or is no number.</summary>
    Disagrees,

    /// <summary>As many pairs as may be drawn were not enough.</summary>
    Undecided,
}
