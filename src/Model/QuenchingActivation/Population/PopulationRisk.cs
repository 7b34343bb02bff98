using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>R(a, B) = E (f - f*)², in closed form: the risk with infinitely many samples. No factor 1/2.</summary>
/// <remarks>
/// R = C (s² a·Ka - 2s a·y + const), K_ij = k(b_i, b_j), y_i = E[σ(b_i·x) f*(x)]/C (Ma, Wu, E 2020, eqs. 10-12; for other activations than relu
/// docs/explanation/theory/activations.md).
/// dR/da = 2C (s² Ka - s y); dR/db_i = 2C a_i (s² Σ_j a_j dk(b_i, b_j)/db_i - s dy/db_i).
/// Late risks of order 1e-12 are rounding: a difference of numbers of order 1.
/// Cost: O(m²d + m m* d) time, O(m² + md) memory. Determinism: same bits on any number of threads.
/// </remarks>
public sealed record PopulationRisk
{
    /// <exception cref="ArgumentException">The target does not fit the dimension or the activation, or the activation has no closed form under the
    /// law.</exception>
    public PopulationRisk(
        TargetFunction target, int inputDimension, KernelNormalisation normalisation = KernelNormalisation.Unnormalised,
        Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.RequireFits(inputDimension, activation);
        (Target, InputDimension, Normalisation, Activation) = (target, inputDimension, normalisation, activation ?? Activation.Default);
        Constant = Activation.Constant(normalisation, inputDimension)
            ?? throw new ArgumentException("The kernel of this activation has no closed form for these inputs.", nameof(activation));
    }

    public TargetFunction Target { get; }

    public int InputDimension { get; }

    public KernelNormalisation Normalisation { get; }

    /// <summary>σ of the network and of target neurons.</summary>
    public Activation Activation { get; }

    /// <summary>C.</summary>
    public double Constant { get; }

    /// <summary>The risk of a network.</summary>
    public double Value(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        var weights = Flatten(parameters);
        return Evaluator(scaling, parameters.HiddenUnits, threads).Risk(weights);
    }

    /// <summary>The risk of a network and its full gradient, in the shape of the network.</summary>
    public (double Risk, TwoLayerParameters Gradient) ValueAndGradient(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        var weights = Flatten(parameters);
        var gradient = new double[weights.Length];
        var risk = Evaluator(scaling, parameters.HiddenUnits, threads).EvaluateInto(weights, gradient);
        return (risk, TwoLayerParameters.Unflatten(gradient, parameters.HiddenUnits));
    }

    /// <summary>y_i = E[σ(b_i·x) f*(x)]/C of every neuron.</summary>
    public DenseVector<double> TargetOverlap(DenseMatrix<double> innerWeights)
    {
        var neurons = Load(innerWeights);
        var overlaps = new double[neurons.Rows];
        TargetOverlaps.Of(Target, neurons, Activation).EvaluateInto(overlaps, [], withGradients: false, threads: 1);
        return DenseVector<double>.Copy(overlaps.AsSpan(0, neurons.Count));
    }

    /// <summary>E f*²/C: the risk of the network that is zero everywhere.</summary>
    public double TargetSecondMoment() => TargetOverlaps.Of(Target, new PaddedNeurons(1, InputDimension), Activation).Constant;

    /// <summary>The risk and its gradient in buffers for networks of one width.</summary>
    internal IRiskGradient Evaluator(OutputScaling scaling, int hiddenUnits, int threads) =>
        new PopulationEvaluator(this, scaling, hiddenUnits, threads);

    internal void RequireFits(TwoLayerParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.InputDimension != InputDimension)
        {
            throw new ArgumentException(
                $"A network of {parameters.InputDimension} inputs does not fit a risk over {InputDimension}.", nameof(parameters));
        }
    }

    private double[] Flatten(TwoLayerParameters parameters)
    {
        RequireFits(parameters);
        var weights = new double[parameters.Length];
        parameters.FlattenInto(weights);
        return weights;
    }

    private PaddedNeurons Load(DenseMatrix<double> innerWeights)
    {
        var parameters = new TwoLayerParameters(DenseVector<double>.Zeros(innerWeights.Rows), innerWeights);
        RequireFits(parameters);
        var neurons = new PaddedNeurons(innerWeights.Rows, innerWeights.Columns);
        neurons.Load(parameters.OuterWeights.Span, innerWeights.Span);
        return neurons;
    }
}

/// <summary>R = C (s² a·Ka - 2s a·y + const) and its gradient, in padded buffers that are reused from call to call.</summary>
internal sealed class PopulationEvaluator : IRiskGradient
{
    /// <summary>Below this many multiply-adds a pass is shorter than starting a second thread.</summary>
    private const double WorthThreads = 2e6;

    private readonly PaddedNeurons _neurons;
    private readonly INeuronSums _own;
    private readonly ITargetOverlap _target;
    private readonly double[] _overlaps, _overlapGradients;
    private readonly double _factor, _constant;
    private readonly int _threads;

    public PopulationEvaluator(PopulationRisk risk, OutputScaling scaling, int hiddenUnits, int threads)
    {
        _neurons = new PaddedNeurons(hiddenUnits, risk.InputDimension);
        _own = risk.Activation.Kernel is { } kernel ? new InnerProductPass(kernel, _neurons, _neurons) : new SymmetricPass(_neurons);
        _target = TargetOverlaps.Of(risk.Target, _neurons, risk.Activation);
        _overlaps = new double[_neurons.Rows];
        _overlapGradients = new double[_neurons.Inner.Length];
        _factor = scaling.Factor(hiddenUnits);
        _constant = risk.Constant;
        _threads = (double)hiddenUnits * hiddenUnits * risk.InputDimension < WorthThreads ? 1 : threads;
    }

    public int HiddenUnits => _neurons.Count;

    public int InputDimension => _neurons.Dimension;

    public double Risk(ReadOnlySpan<double> weights)
    {
        Prepare(weights, withGradient: false);
        return RiskOfSums();
    }

    public double EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        Prepare(weights, withGradient: true);
        var n = _neurons;
        var (own, target) = (2 * _constant * _factor * _factor, -2 * _constant * _factor);
        for (var i = 0; i < n.Count; i++)
        {
            gradient[i] = (own * _own.Scales[i] * _own.Values[i]) + (target * _overlaps[i]);
            var inner = gradient.Slice(n.Count + (i * n.Dimension), n.Dimension);
            if (_own.Scales[i] == 0)
            {
                inner.Clear();
                continue;
            }
            var a = n.Outer[i];
            RowKernels.CombineInto(
                n.Row(i)[..n.Dimension], own * a * _own.Along[i] * _own.InverseScales[i],
                _own.Directions.Span.Slice(i * n.Stride, n.Dimension), own * a,
                _overlapGradients.AsSpan(i * n.Stride, n.Dimension), target * a, inner);
        }
        return RiskOfSums();
    }

    private void Prepare(ReadOnlySpan<double> weights, bool withGradient)
    {
        _neurons.Load(weights[.._neurons.Count], weights[_neurons.Count..]);
        _own.Run(withGradient, _threads);
        _target.EvaluateInto(_overlaps, _overlapGradients, withGradient, _threads);
    }

    private double RiskOfSums() =>
        _constant * ((_factor * _factor * RowKernels.Dot(_own.Weights, _own.Values))
            - (2 * _factor * RowKernels.Dot(_neurons.Outer, _overlaps)) + _target.Constant);
}

/// <summary>A risk of flat weights (a, then the rows of B) and its full gradient, evaluated in buffers of its own: one per run.</summary>
internal interface IRiskGradient
{
    int HiddenUnits { get; }

    int InputDimension { get; }

    double Risk(ReadOnlySpan<double> weights);

    /// <summary>Fills the gradient and returns the risk.</summary>
    double EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient);
}
