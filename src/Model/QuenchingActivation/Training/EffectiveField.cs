using Pipelines.Model.QuenchingActivation.Kernels;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>The effective dynamics as a field over (a_A, B); see <see cref="EffectiveProblem"/>.</summary>
internal sealed class EffectiveField : IDescent
{
    private readonly int[] _active, _background;
    private readonly double _factor;
    private readonly PaddedNeurons _neurons;
    private readonly ITargetOverlap _target;
    private readonly PositiveSolver _solver;
    private readonly double[] _kernel, _backgroundKernel, _backgroundWeights, _overlaps, _weights, _gradient;

    public EffectiveField(EffectiveProblem problem, int threads)
    {
        var m = problem.HiddenUnits;
        _active = [.. problem.Active];
        _background = [.. Enumerable.Range(0, m).Except(_active)];
        _factor = problem.Scaling.Factor(m);
        _neurons = new PaddedNeurons(m, problem.Risk.InputDimension);
        _target = TargetOverlaps.Of(problem.Risk.Target, _neurons);
        _solver = new PositiveSolver(_background.Length);
        _kernel = new double[checked(_neurons.Rows * _neurons.Rows)];
        _backgroundKernel = new double[_background.Length * _background.Length];
        _backgroundWeights = new double[_background.Length];
        _overlaps = new double[_neurons.Rows];
        _weights = new double[m * (1 + problem.Risk.InputDimension)];
        _gradient = new double[_weights.Length];
        Gradient = new PopulationEvaluator(problem.Risk, problem.Scaling, m, threads);
    }

    public IRiskGradient Gradient { get; }

    public int Length => _active.Length + (_neurons.Count * _neurons.Dimension);

    public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
    {
        WeightsInto(point, _weights);
        var risk = Gradient.EvaluateInto(_weights, _gradient);
        for (var k = 0; k < _active.Length; k++) rate[k] = -_gradient[_active[k]];
        for (var k = 0; k < rate.Length - _active.Length; k++) rate[_active.Length + k] = -_gradient[_neurons.Count + k];
        return risk;
    }

    public void WeightsInto(ReadOnlySpan<double> point, Span<double> weights)
    {
        var m = _neurons.Count;
        weights[..m].Clear();
        for (var k = 0; k < _active.Length; k++) weights[_active[k]] = point[k];
        point[_active.Length..].CopyTo(weights[m..]);
        _neurons.Load(weights[..m], weights[m..]);
        KernelMatrix.FillInto(_neurons, _kernel);
        _target.EvaluateInto(_overlaps, [], withGradients: false, threads: 1);
        SolveBackground(weights);
        for (var i = 0; i < _background.Length; i++) weights[_background[i]] = _backgroundWeights[i];
    }

    /// <summary>s K_BB a_B = y_B - s K_BA a_A.</summary>
    private void SolveBackground(ReadOnlySpan<double> weights)
    {
        var count = _background.Length;
        for (var i = 0; i < count; i++)
        {
            var row = _kernel.AsSpan(_background[i] * _neurons.Rows, _neurons.Rows);
            var rest = _overlaps[_background[i]] / _factor;
            foreach (var j in _active) rest = Math.FusedMultiplyAdd(-row[j], weights[j], rest);
            _backgroundWeights[i] = rest;
            for (var j = 0; j < count; j++) _backgroundKernel[(i * count) + j] = row[_background[j]];
            // A dead neuron would make the matrix singular; with 1 on the diagonal its outer weight is 0.
            if (row[_background[i]] == 0) _backgroundKernel[(i * count) + i] = 1;
        }
        _solver.Factor(_backgroundKernel);
        _solver.SolveInto(_backgroundWeights);
    }
}
