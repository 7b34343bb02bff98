using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>The likelier label of every point of the line that the centres of one noise level lie on, and how often it is wrong.</summary>
/// <remarks>
/// Equation: sgn g(u), g(u) = Σ_c p_c y(c) e^{−(u−t_c)²/(2Δ)}. Roots of g are found on a scan of 64 points a standard deviation, 12 deviations around
/// each centre, then bisected to the last digit.
/// </remarks>
internal sealed class OracleLine
{
    private const double Reach = 12;
    private const int ScansPerDeviation = 64;
    private const int Bisections = 60;

    private readonly ImmutableArray<MixtureComponent> _clusters;
    private readonly double[] _centres;
    private readonly double _deviation;
    private readonly int _leftmost;
    private readonly List<double> _thresholds = [];

    /// <param name="clusters">Labels and probabilities.</param>
    /// <param name="centres">t_c, where each is along the line.</param>
    /// <param name="deviation">√Δ.</param>
    public OracleLine(ImmutableArray<MixtureComponent> clusters, double[] centres, double deviation)
    {
        (_clusters, _centres, _deviation) = (clusters, centres, deviation);
        var clumps = Clumps();
        _leftmost = Favours(clumps[0].First);
        FindThresholds(clumps);
    }

    /// <summary>Σ_c p_c P(the favoured label is not that of c).</summary>
    public double Error
    {
        get
        {
            var error = 0.0;
            for (var c = 0; c < _clusters.Length; c++) error += _clusters[c].Probability * WrongProbability(c);
            return error;
        }
    }

    /// <summary>That a sample of a cluster, whose place on the line is N(t_c, Δ), has the other label; the favoured one changes at every
    /// threshold.</summary>
    private double WrongProbability(int cluster)
    {
        double Below(double u) => SpecialFunctions.Erfc((_centres[cluster] - u) / (_deviation * Math.Sqrt(2))) / 2;
        var wrong = 0.0;
        for (var i = 0; i <= _thresholds.Count; i++)
        {
            var low = i == 0 ? double.NegativeInfinity : _thresholds[i - 1];
            var high = i == _thresholds.Count ? double.PositiveInfinity : _thresholds[i];
            var favoured = i % 2 == 0 ? _leftmost : -_leftmost;
            if (favoured != _clusters[cluster].Label) wrong += Below(high) - Below(low);
        }
        return wrong;
    }

    private void FindThresholds(List<(double First, double Last)> clumps)
    {
        var (before, favoured) = (clumps[0].First, _leftmost);
        foreach (var (first, last) in clumps)
        {
            Step(first);
            var points = (int)Math.Ceiling((last - first) / _deviation * ScansPerDeviation);
            for (var i = 0; i < points; i++) Step(first + ((last - first) * (i + 1) / points));
            before = last;
        }

        void Step(double to)
        {
            var there = Favours(to);
            if (there != favoured) _thresholds.Add(Bisect(before, to));
            (before, favoured) = (to, there);
        }
    }

    /// <summary>Where samples are found, in order; what lies between two clumps holds a probability of 1e-32 and is one step of the scan.</summary>
    private List<(double First, double Last)> Clumps()
    {
        var clumps = new List<(double First, double Last)>();
        foreach (var centre in _centres.Order())
        {
            var (first, last) = (centre - (Reach * _deviation), centre + (Reach * _deviation));
            if (clumps.Count > 0 && first <= clumps[^1].Last) clumps[^1] = (clumps[^1].First, last);
            else clumps.Add((first, last));
        }
        return clumps;
    }

    private double Bisect(double low, double high)
    {
        var atLow = Favours(low);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = low + ((high - low) / 2);
            if (Favours(middle) == atLow) low = middle;
            else high = middle;
        }
        return low + ((high - low) / 2);
    }

    /// <summary>The likelier label at u; exponents are taken relative to the largest, so that far tails do not underflow together.</summary>
    private int Favours(double u)
    {
        var largest = double.NegativeInfinity;
        for (var c = 0; c < _centres.Length; c++) largest = Math.Max(largest, Exponent(c, u));
        var sum = 0.0;
        for (var c = 0; c < _centres.Length; c++)
            sum += _clusters[c].Probability * (_clusters[c].Label * Elementary.Exp(Exponent(c, u) - largest));
        return sum >= 0 ? 1 : -1;
    }

    private double Exponent(int cluster, double u)
    {
        var distance = u - _centres[cluster];
        return -distance * distance / (2 * _deviation * _deviation);
    }
}
