using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>Knows of examples that they are still where they were found, beyond a margin, from how little the network can have moved since each was
/// last looked at.</summary>
/// <remarks>
/// A training example beyond the margin of the loss is satisfied: it adds exactly nothing to the gradient, so leaving it out changes no bit. A test
/// example whose output is beyond 0 on its side keeps its sign, and that is all an error asks for. The bound is the triangle inequality
/// M√d |f(x; θ′) − f(x; θ)| ≤ ‖Δa‖ ‖max(0, Wx)‖ + ‖a′‖ (‖p‖ |w*·x| + ‖rest‖ ‖x‖), ΔW = p w*ᵀ + rest, with path lengths in place of distances,
/// plus an allowance that covers all rounding of both outputs (derivation: docs/explanation/decisions/0005-active-set.md). One step costs O(n).
/// What is known of an example takes 28 bytes: floats, each rounded to the side that makes the bound wider.
/// </remarks>
internal sealed class HingeActiveSet
{
    private const int ChunkRows = 512;

    private static readonly Visit s_nothing = new(float.NegativeInfinity, 0, 0, 0, 0);

    private readonly Visit[] _visits;
    private readonly Example[] _examples;
    private readonly double _scale;
    private readonly double _margin;
    private readonly double _unit;
    private readonly double _depthRounding;
    private readonly double _outputRounding;
    private long _steps;
    private double _outer, _parallel, _across;
    private double _outerNorm, _innerNorm, _size;
    private double _outerBound, _parallelBound, _acrossBound;
    private double _allowance, _underflow;

    private HingeActiveSet(Example[] examples, double scale, double margin, double unit, double depthRounding, double outputRounding)
    {
        (_examples, _scale, _margin, _unit) = (examples, scale, margin, unit);
        (_depthRounding, _outputRounding) = (depthRounding, outputRounding);
        _visits = new Visit[examples.Length];
        Array.Fill(_visits, s_nothing);
    }

    /// <summary>An active set that has looked at nothing yet.</summary>
    /// <param name="inputs">Inputs of the examples.</param>
    /// <param name="outputScale">α of the loss; 1 for signs.</param>
    /// <param name="margin">h of the loss; 0 for signs.</param>
    /// <param name="direction">The direction along which motion is told apart, as <see cref="HingeUpdate"/> is given it.</param>
    /// <param name="layout">Shapes of the network.</param>
    /// <param name="threads">At most so many threads.</param>
    public static HingeActiveSet For<T>(
        ExampleInputs<T> inputs, double outputScale, double margin, T[] direction, HingeLayout layout, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var unit = typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53);
        double Rounding(int operations) => operations * unit / (1 - (operations * unit));
        var examples = new Example[inputs.Rows];
        Chunks.Run(Chunks.Count(examples.Length, ChunkRows), threads, chunk =>
        {
            var space = new RowSpace<T>(inputs.Columns);
            for (var n = chunk * ChunkRows; n < Math.Min(examples.Length, (chunk + 1L) * ChunkRows); n++)
                examples[n] = Lengths(inputs.Row(n, space), direction);
        });
        var scale = outputScale * double.CreateTruncating(HingeWorker<T>.OutputScale(layout)) * (1 + (32 * unit));
        return new(examples, scale, margin, unit, Rounding(layout.Depth), Rounding(layout.Depth + (layout.PaddedUnits / layout.Width * 2) + 8));
    }

    /// <summary>Says without looking that an example is still beyond the margin; false when that is not certain.</summary>
    public bool IsSurelyBeyond(int row)
    {
        ref readonly var visit = ref _visits[row];
        ref readonly var example = ref _examples[row];
        var inner = ((_parallelBound - visit.Parallel) * example.Parallel) + ((_acrossBound - visit.Across) * example.Norm);
        var motion = ((_outerBound - visit.Outer) * visit.ReluNorm) + (_outerNorm * inner);
        return _scale * (motion + (_allowance * example.Norm) + _underflow) <= visit.Reserve;
    }

    /// <summary>Remembers what a look at an example showed.</summary>
    /// <param name="row">Which.</param>
    /// <param name="distance">How far it is beyond the margin: α y F − h, or |F| for signs.</param>
    /// <param name="reluSquare">Computed sum of max(0, w_i·x)² over units.</param>
    public void Inspect(int row, double distance, double reluSquare)
    {
        var reluNorm = (Math.Sqrt(reluSquare) * (1 + _outputRounding)) + (_depthRounding * _innerNorm * _examples[row].Norm) + 1e-17;
        _visits[row] = new(
            Below(distance - (8 * _unit * (_margin + distance))), Above(reluNorm), Below(_outer), Below(_parallel), Below(_across));
    }

    /// <summary>Remembers that a look found an example not beyond the margin: the next pass looks again.</summary>
    public void Forget(int row) => _visits[row] = s_nothing;

    /// <summary>Tells the parameters at which the run begins.</summary>
    public void Begin<T>(HingeWeights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Measure(new(true, 0, 0, 0, Norm<T>(weights.Outer), Norm<T>(weights.Inner)));

    /// <summary>Tells how the parameters moved and how large they are.</summary>
    public void Measure(HingeWeightChange motion)
    {
        _steps++;
        _outer += motion.Outer;
        _parallel += motion.Parallel;
        _across += motion.Across;
        (_outerNorm, _innerNorm) = (motion.OuterNorm, motion.InnerNorm);
        _size = Math.Max(_size, motion.OuterNorm * motion.InnerNorm);
        var sums = 1 + ((_steps + 8) * (1.0 / (1L << 51)));
        (_outerBound, _parallelBound, _acrossBound) = (_outer * sums, _parallel * sums, _across * sums);
        _allowance = 2 * _outputRounding * _size * (1 + 1e-6);
        _underflow = 1e-36 * (1 + _outerNorm);
    }

    private static double Norm<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var square = 0.0;
        foreach (var value in values) square += double.CreateTruncating(value) * double.CreateTruncating(value);
        return (Math.Sqrt(square) * (1 + 1e-6)) + 1e-150;
    }

    private static Example Lengths<T>(ReadOnlySpan<T> input, ReadOnlySpan<T> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (parallel, square) = (0.0, 0.0);
        for (var k = 0; k < input.Length; k++)
        {
            var x = double.CreateTruncating(input[k]);
            parallel += x * double.CreateTruncating(direction[k]);
            square += x * x;
        }
        var norm = (Math.Sqrt(square) * (1 + 1e-9)) + 1e-150;
        return new(Above(Math.Abs(parallel) + (1e-9 * norm)), Above(norm));
    }

    private static float Above(double value) => (float)value is var rounded && rounded < value ? float.BitIncrement(rounded) : rounded;

    private static float Below(double value) => (float)value is var rounded && rounded > value ? float.BitDecrement(rounded) : rounded;

    /// <summary>An input: |w*·x| and ‖x‖, both from above.</summary>
    private readonly record struct Example(float Parallel, float Norm);

    /// <summary>The last look at an example: its distance beyond the margin, ‖max(0, Wx)‖, and how far the parameters had come.</summary>
    private readonly record struct Visit(float Reserve, float ReluNorm, float Outer, float Parallel, float Across);
}
