using BenchmarkDotNet.Attributes;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Benchmarks.Kernels;

/// <summary>The two halves of the hinge step on one block of 96 examples, d = 100, M = 400, in single precision.</summary>
public class HingeBenchmarks
{
    private const int Examples = 96, Inputs = 100, Units = 400;

    private readonly HingeLayout _layout = HingeLayout.For<float>(Inputs, Units);
    private readonly float[] _x = [.. Enumerable.Range(0, Examples * Inputs).Select(i => (i % 7) - 3f)];
    private readonly int[] _rows = [.. Enumerable.Range(0, HingeLayout.ForwardRows)];
    private HingeBackward<float> _backward = null!;
    private HingeWeights<float> _weights = null!;
    private AlignedBuffer<float> _tile = null!, _sums = null!, _squares = null!, _gradient = null!;
    private byte[] _steps = [];

    [GlobalSetup]
    public void Prepare()
    {
        (_backward, _weights, _gradient) = (new(_layout), new(_layout), new(_layout.RowsLength));
        (_tile, _sums, _squares) = (new(HingeForward.TileLength(Inputs)), new(Examples * 16), new(Examples * 16));
        _steps = [.. Enumerable.Range(0, _layout.PaddedUnits / 8 * Examples).Select(i => (byte)(i * 37))];
        HingeForward.PackInto<float>(_x, Inputs, _rows, _tile.Span);
    }

    /// <summary>2·96·100·416 operations: 8 tiles of 12 examples.</summary>
    [Benchmark]
    public void Forward()
    {
        for (var tile = 0; tile < Examples / HingeLayout.ForwardRows; tile++)
        {
            for (var panel = 0; panel < _layout.Panels; panel++)
            {
                HingeForward.Tile(
                    ref _tile.Span[0], ref _weights.Panel(panel)[0], Inputs, ref _weights.Outer[panel * _layout.Width], ref _sums.Span[0],
                    ref _squares.Span[0], ref _steps[panel * _layout.Width / 8 * Examples], Examples);
            }
        }
    }

    /// <summary>The gradient of the same examples, all of them unsatisfied.</summary>
    [Benchmark]
    public void Backward()
    {
        for (var first = 0; first < Examples; first += HingeBackward<float>.Examples)
        {
            for (var i = 0; i < HingeBackward<float>.Examples; i++) _backward.Put(i, _x.AsSpan((first + i) * Inputs, Inputs), 1);
            _backward.AddInto(_steps.AsSpan(first), Examples, HingeBackward<float>.Examples, _gradient.Span);
        }
    }
}
