using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>The function f* that the network is to learn (Ma, Wu, E 2020, section 3); its neurons have the activation σ of the network.</summary>
public abstract record TargetFunction
{
    private TargetFunction() { }

    /// <summary>f*(x) = σ(x_1).</summary>
    public sealed record SingleNeuron : TargetFunction;

    /// <summary>f*(x) = x_1.</summary>
    public sealed record Linear : TargetFunction;

    /// <summary>f*(x) = Σ_p a*_p σ(b*_p·x); the paper's choice is a* = 1/m*, see <see cref="Initialisation.TargetNeurons"/>.</summary>
    public sealed record FiniteNeurons(TwoLayerParameters Neurons) : TargetFunction;

    /// <summary>The average of σ(w·x) over unit w in the first p coordinates: κ_p |x_1..p| for relu, see <see cref="SubSphereKernel"/>.</summary>
    public sealed record SubSphere(int Dimension) : TargetFunction
    {
        public int Dimension { get; init => field = Require.Positive(value, nameof(Dimension)); }
            = Require.Positive(Dimension, nameof(Dimension));
    }

    /// <summary>f*(x) = (1/M) Σ_k σ(x_1 cos(2πk/M) + x_2 sin(2πk/M)): the authors' stand-in for the circle, 3e-8 away from it at M = 100.</summary>
    public sealed record DiscretisedCircle(int Neurons) : TargetFunction
    {
        public int Neurons { get; init => field = Require.Positive(value, nameof(Neurons)); } = Require.Positive(Neurons, nameof(Neurons));
    }

    /// <summary>The circle neuron, exactly: p = 2.</summary>
    public static TargetFunction Circle { get; } = new SubSphere(2);

    /// <summary>The surface neuron: p = d/2.</summary>
    /// <exception cref="ArgumentException"><paramref name="inputDimension"/> is odd or below 2.</exception>
    public static TargetFunction Surface(int inputDimension) => inputDimension >= 2 && inputDimension % 2 == 0
        ? new SubSphere(inputDimension / 2)
        : throw new ArgumentException($"The surface neuron needs an even input dimension, not {inputDimension}.", nameof(inputDimension));

    /// <summary>Why inputs of this dimension cannot carry the target, or networks of this activation not learn it; null where they can.</summary>
    /// <param name="inputDimension">d.</param>
    /// <param name="activation">σ; absent: relu.</param>
    public string? Misfit(int inputDimension, Activation? activation = null) =>
        OfDimension(inputDimension) ?? OfActivation(activation ?? Activation.Default);

    private string? OfDimension(int inputDimension) => Match<string?>(
        singleNeuron: _ => null,
        linear: _ => null,
        finiteNeurons: t => t.Neurons.InputDimension == inputDimension
            ? null
            : $"target neurons in {t.Neurons.InputDimension} dimensions do not fit inputs in {inputDimension}",
        subSphere: t => t.Dimension <= inputDimension
            ? null
            : $"a sub-sphere of dimension {t.Dimension} does not fit inputs in {inputDimension} dimensions",
        discretisedCircle: _ => inputDimension >= 2 ? null : "the circle needs at least 2 input dimensions");

    private string? OfActivation(Activation activation) => Match<string?>(
        singleNeuron: _ => null,
        linear: _ => activation.Parity == 1 ? "x_1 is orthogonal to every network of an even activation" : null,
        finiteNeurons: _ => null,
        subSphere: _ => activation.Match<string?>(
            relu: _ => null,
            erf: _ => "the average of an odd activation over a sphere is 0",
            quadratic: _ => null,
            smoothedStep: _ => "the average of the smoothed step over a sphere is the constant 1/2",
            custom: _ => "the average over a sphere is known for relu and quadratic only"),
        discretisedCircle: t => t.Neurons % 2 == 0 && activation is (Activation.Erf or Activation.SmoothedStep)
            ? "an even number of neurons around the circle adds up to a constant"
            : null);

    /// <summary>Throws where <see cref="Misfit"/> has something to say.</summary>
    public void RequireFits(int inputDimension, Activation? activation = null)
    {
        Require.Positive(inputDimension, nameof(inputDimension));
        if (Misfit(inputDimension, activation) is { } misfit)
            throw new ArgumentException($"The target does not fit: {misfit}.", nameof(inputDimension));
    }

    /// <summary>f*(x) for one input.</summary>
    public double Evaluate(ReadOnlySpan<double> input, Activation? activation = null) => Evaluator(input.Length, activation)(input);

    /// <summary>f* with everything that does not depend on x computed once.</summary>
    internal Func<ReadOnlySpan<double>, double> Evaluator(int inputDimension, Activation? activation = null)
    {
        RequireFits(inputDimension, activation);
        var value = (activation ?? Activation.Default).Value;
        return Match<Func<ReadOnlySpan<double>, double>>(
            singleNeuron: _ => x => value(x[0]),
            linear: _ => x => x[0],
            finiteNeurons: t => x => NetworkFunction.Evaluate(t.Neurons, OutputScaling.Conventional, x, value),
            subSphere: t =>
            {
                if (activation is Activation.Quadratic) return x => RowKernels.Dot(x[..t.Dimension], x[..t.Dimension]) / t.Dimension;
                var factor = new SubSphereKernel(t.Dimension).NormFactor;
                return x => factor * NetworkFunction.Norm(x[..t.Dimension]);
            },
            discretisedCircle: t =>
            {
                var neurons = CircleNeurons(t.Neurons, inputDimension);
                return x => NetworkFunction.Evaluate(neurons, OutputScaling.Conventional, x, value);
            });
    }

    /// <summary>M neurons at equal angles in the first two coordinates, each of outer weight 1/M.</summary>
    internal static TwoLayerParameters CircleNeurons(int count, int inputDimension) => new(
        DenseVector<double>.Create(count, count, static (span, count) => span.Fill(1.0 / count)),
        DenseMatrix<double>.Create(count, inputDimension, inputDimension, static (span, dimension) =>
        {
            var count = span.Length / dimension;
            for (var k = 0; k < count; k++)
            {
                var angle = 2 * Math.PI * k / count;
                (span[k * dimension], span[(k * dimension) + 1]) = (Elementary.Cos(angle), Elementary.Sin(angle));
            }
        }));

    public T Match<T>(
        Func<SingleNeuron, T> singleNeuron, Func<Linear, T> linear, Func<FiniteNeurons, T> finiteNeurons,
        Func<SubSphere, T> subSphere, Func<DiscretisedCircle, T> discretisedCircle)
    {
        ArgumentNullException.ThrowIfNull(singleNeuron);
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(finiteNeurons);
        ArgumentNullException.ThrowIfNull(subSphere);
        ArgumentNullException.ThrowIfNull(discretisedCircle);
        return this switch
        {
            SingleNeuron t => singleNeuron(t),
            Linear t => linear(t),
            FiniteNeurons t => finiteNeurons(t),
            SubSphere t => subSphere(t),
            DiscretisedCircle t => discretisedCircle(t),
            _ => throw new UnreachableException(),
        };
    }
}
