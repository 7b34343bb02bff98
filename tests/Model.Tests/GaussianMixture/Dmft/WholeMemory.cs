using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>The march under full batch written again with all its past: every step is remembered, and every step is perturbed on its own.</summary>
internal sealed class WholeMemory
{
    private readonly MixtureProblem _problem;
    private readonly SampleLayout _layout;
    private readonly List<double[]> _states = [];
    private readonly List<double[]> _accumulated = [];
    private readonly List<double> _starts = [1];
    private readonly List<List<double[]>> _responses = [];
    private readonly List<double[]> _functions = [];
    private readonly List<double[]> _innovations = [];

    public WholeMemory(MixtureProblem problem, DmftSampling sampling, RandomKey key)
    {
        (_problem, _layout) = (problem, new SampleLayout(problem, sampling, key.Fork("full").Fork(0).Fork(0).Fork("noise")));
        _accumulated.Add(new double[_layout.Padded]);
    }

    /// <summary>One step of descent: its observables, and what of C_perp(k, k) lies outside of the functions.</summary>
    internal sealed record Step(double Magnetization, double Variance, double Loss, double Drift, double Curvature, double Neglected);

    /// <param name="start">m(0).</param>
    /// <param name="steps">T.</param>
    /// <param name="admitted">Steps whose innovation is drawn.</param>
    public List<Step> Run(double start, int steps, IReadOnlySet<int> admitted)
    {
        var result = new List<Step>();
        var m = start;
        for (var k = 0; k <= steps; k++)
        {
            var (omega, variance, neglected) = Innovate(k, admitted.Contains(k));
            var (value, force, curvature, drift) = Evaluate(m, omega, _accumulated[k]);
            var (mean, curved) = (_problem.SampleRatio * Mean(value, One), _problem.SampleRatio * _problem.NoiseLevel * Mean(curvature, One));
            result.Add(new(m, variance, mean, drift, curved, neglected));
            Extend(k, force, curvature, 1 - (_problem.LearningRate * (_problem.Ridge + curved)));
            m = ((1 - (_problem.LearningRate * _problem.Ridge)) * m) - (_problem.LearningRate * drift);
        }
        return result;
    }

    private double[] One => field ??= [.. Enumerable.Repeat(1.0, _layout.Padded)];

    private double Mean(double[] a, double[] b) => Enumerable.Range(0, _layout.Padded).Sum(s => _layout.Weights[s] * a[s] * b[s]);

    /// <summary>ω_k by Gram and Schmidt in the space whose inner product is C_perp.</summary>
    private (double[] Omega, double Variance, double Neglected) Innovate(int k, bool isAdmitted)
    {
        var scale = _problem.LearningRate * Math.Sqrt(_problem.SampleRatio * _problem.NoiseLevel);
        double[] state =
        [
            Math.Sqrt(_problem.InitialVariance) * _starts[k], .. _accumulated[k].Select((q, s) => scale * Math.Sqrt(_layout.Weights[s]) * q),
        ];
        _states.Add(state);
        var (rest, omega) = ((double[])state.Clone(), new double[_layout.Padded]);
        // Twice, so that rounding leaves nothing along functions that are there.
        for (var turn = 0; turn < 2; turn++)
        {
            foreach (var (function, z) in _functions.Zip(_innovations))
            {
                var part = Dot(rest, function);
                for (var i = 0; i < rest.Length; i++) rest[i] -= part * function[i];
                for (var s = 0; s < omega.Length; s++) omega[s] += part * z[s];
            }
        }
        var neglected = Dot(rest, rest);
        if (isAdmitted)
        {
            var innovation = new double[_layout.Padded];
            _layout.Noise.FillInnovations(_functions.Count, innovation.AsSpan(0, _layout.Samples));
            _functions.Add([.. rest.Select(x => x / Math.Sqrt(neglected))]);
            _innovations.Add(innovation);
            for (var s = 0; s < omega.Length; s++) omega[s] += Math.Sqrt(neglected) * innovation[s];
        }
        return (omega, Dot(state, state), neglected);
    }

    private (double[] Value, double[] Force, double[] Curvature, double Drift) Evaluate(double m, double[] omega, double[] accumulated)
    {
        var (value, force, curvature) = (new double[_layout.Padded], new double[_layout.Padded], new double[_layout.Padded]);
        var root = Math.Sqrt(_problem.NoiseLevel);
        double[] fields = [.. _layout.Signals[0].Select((x, s) => (m * x) + (root * (omega[s] - (_problem.LearningRate * root * accumulated[s]))))];
        var (loss, margins) = (PatternLoss.Of(_problem), new double[_layout.Padded]);
        loss.MarginsInto(_layout.Labels, fields, margins);
        loss.EvaluateInto(_layout.Labels, fields, margins, value, force, curvature);
        return (value, force, curvature, _problem.SampleRatio * Mean(force, _layout.Signals[0]));
    }

    private void Extend(int k, double[] force, double[] curvature, double decay)
    {
        var (rate, noise) = (_problem.LearningRate, _problem.NoiseLevel);
        // M_R(k, l) from what one perturbation of ω_l has become.
        double[] memory = [.. _responses.Select(r => rate * _problem.SampleRatio * rate * noise * noise * Mean(curvature, r[^1]))];
        double[] Next(IReadOnlyList<double[]> past, int first, Func<int, double> own)
        {
            double[] next = [.. past[^1].Select((q, s) => own(s) + (decay * q))];
            for (var j = first; j < k; j++)
            {
                for (var s = 0; s < next.Length; s++) next[s] += memory[j] * past[j - first][s];
            }
            return next;
        }
        for (var l = 0; l < k; l++)
        {
            var last = _responses[l][^1];
            _responses[l].Add(Next(_responses[l], l + 1, s => -rate * noise * curvature[s] * last[s]));
        }
        _responses.Add([curvature]);
        _accumulated.Add(Next(_accumulated, 0, s => force[s]));
        _starts.Add((decay * _starts[k]) + Enumerable.Range(0, k).Sum(j => memory[j] * _starts[j]));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
