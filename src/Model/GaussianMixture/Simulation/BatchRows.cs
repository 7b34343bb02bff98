using System.Buffers;
using System.Numerics;
using Pipelines.Model.GaussianMixture.Simulation.Kernels;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>The rows of a block that the runs of one batch read: pre-activations, loss derivatives, and the rows' share of the gradients. Rented
/// scratch.</summary>
/// <remarks>A run's dot products and sums have one order of additions, whatever rows and runs go together: see <see cref="RowTiles"/>.</remarks>
internal sealed class BatchRows<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SharedBatch<T> _batch;
    private readonly DenseMatrix<T> _inputs;
    private readonly int _partialLength = RowTiles.PartialLength<T>();
    private readonly int[] _rows;
    private readonly int[] _active;
    private readonly T[] _partials;
    private readonly T[] _factors;
    private int _count;
    private int _activeCount;

    /// <param name="batch">The runs.</param>
    /// <param name="mostRows">Rows of a block at most, a multiple of <see cref="RowTiles.Rows"/>.</param>
    public BatchRows(SharedBatch<T> batch, int mostRows)
    {
        (_batch, _inputs) = (batch, batch.Runs[0].Simulation.Data.Inputs);
        (_rows, _active) = (ArrayPool<int>.Shared.Rent(mostRows), ArrayPool<int>.Shared.Rent(mostRows));
        _partials = ArrayPool<T>.Shared.Rent(mostRows * batch.Runs.Length * _partialLength);
        _factors = ArrayPool<T>.Shared.Rent(mostRows * batch.Runs.Length);
    }

    private int Stride => _batch.Runs.Length;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_active);
        ArrayPool<T>.Shared.Return(_partials);
        ArrayPool<T>.Shared.Return(_factors);
    }

    /// <summary>Starts with the rows in [first, last) that the batch reads.</summary>
    public void Collect(int first, int last)
    {
        (_count, _activeCount) = (0, 0);
        for (var row = first; row < last; row++)
        {
            if (!_batch.Reads(row)) continue;
            if (_batch.Mask[row]) _active[_activeCount++] = row;
            _rows[_count++] = row;
        }
        // Tiles are whole: the last row fills up, and what it gives there is not looked at.
        for (var i = _count; i % RowTiles.Rows != 0; i++) _rows[i] = _rows[_count - 1];
        _partials.AsSpan(0, (_count + RowTiles.Rows - 1) / RowTiles.Rows * RowTiles.Rows * Stride * _partialLength).Clear();
    }

    /// <summary>Goes on with all dot products over a range of columns, a multiple of <see cref="RowTiles.PartialLength"/>.</summary>
    public void Dot(int column, int width, int whole)
    {
        var (weights, stride) = (_batch.Weights, Stride * _partialLength);
        for (var i = 0; i < _count; i += RowTiles.Rows)
        {
            var x = Four(_rows, i, column, width);
            var partials = _partials.AsSpan(i * stride);
            var j = 0;
            for (; j + 1 < weights.Length; j += 2)
            {
                RowTiles.DotTwo(
                    x, weights[j].Span.Slice(column, width), weights[j + 1].Span.Slice(column, width), partials[(j * _partialLength)..], stride,
                    NextTile(i, j / 2, column, width, whole));
            }
            if (j < weights.Length) RowTiles.DotOne(x, weights[j].Span.Slice(column, width), partials[(j * _partialLength)..], stride);
        }
    }

    /// <summary>Turns the dot products w·x into pre-activations r = w·x/√d and, where a row is in the batch, Λ'(y, r)/√d; in double whatever the data
    /// are.</summary>
    public void ToFactors()
    {
        var scale = 1 / Math.Sqrt(_inputs.Columns);
        Span<double> scratch = stackalloc double[6 * _count];
        Span<double> y = scratch[.._count], r = scratch.Slice(_count, _count), margins = scratch.Slice(2 * _count, _count);
        Span<double> value = scratch.Slice(3 * _count, _count), first = scratch.Slice(4 * _count, _count), second = scratch[(5 * _count)..];
        var labels = _batch.Runs[0].Simulation.Data.Labels.Span;
        for (var i = 0; i < _count; i++) y[i] = labels[_rows[i]];
        for (var j = 0; j < _batch.Runs.Length; j++)
        {
            var run = _batch.Runs[j];
            for (var i = 0; i < _count; i++)
            {
                r[i] = scale * double.CreateChecked(RowTiles.Finish(_inputs.Row(_rows[i]), run.Weights.Span, PartialsOf(i, j)));
                run.Workspace.PreActivations[_rows[i]] = r[i];
            }
            run.Simulation.Loss.MarginsInto(y, r, margins);
            run.Simulation.Loss.EvaluateInto(y, r, margins, value, first, second);
            for (int i = 0, active = 0; active < _activeCount; i++)
            {
                if (_rows[i] == _active[active]) _factors[(active++ * Stride) + j] = T.CreateChecked(scale * first[i]);
            }
        }
    }

    /// <summary>Adds the rows of the batch to the gradients of a chunk, over a range of columns.</summary>
    /// <param name="start">Where the gradients of the chunk start.</param>
    /// <param name="column">First column of the range.</param>
    /// <param name="width">Columns of the range.</param>
    public void Add(int start, int column, int width)
    {
        var i = 0;
        for (; i <= _activeCount - RowTiles.Rows; i += RowTiles.Rows) AddFour(i, start, column, width);
        for (; i < _activeCount; i++)
        {
            var row = _inputs.Row(_active[i]).Slice(column, width);
            for (var j = 0; j < Stride; j++)
                RowKernels.AddInto(row, _factors[(i * Stride) + j], _batch.Gradients[j].Span.Slice(start + column, width));
        }
    }

    private void AddFour(int i, int start, int column, int width)
    {
        var x = Four(_active, i, column, width);
        var gradients = _batch.Gradients;
        var factors = _factors.AsSpan(i * Stride, RowTiles.Rows * Stride);
        var j = 0;
        for (; j + 1 < gradients.Length; j += 2)
        {
            RowTiles.AddTwo(
                x, factors[j..], Stride, gradients[j].Span.Slice(start + column, width), gradients[j + 1].Span.Slice(start + column, width));
        }
        if (j == Stride) return;
        ReadOnlySpan<T> own = [factors[j], factors[j + Stride], factors[j + (2 * Stride)], factors[j + (3 * Stride)]];
        RowKernels.AddFourInto(x.Row0, x.Row1, x.Row2, x.Row3, own, gradients[j].Span.Slice(start + column, width));
    }

    private FourRows<T> Four(int[] rows, int i, int column, int width)
    {
        var values = _inputs.Span;
        var columns = _inputs.Columns;
        var four = rows.AsSpan(i, RowTiles.Rows);
        return new(
            values.Slice((four[0] * columns) + column, width), values.Slice((four[1] * columns) + column, width),
            values.Slice((four[2] * columns) + column, width), values.Slice((four[3] * columns) + column, width));
    }

    /// <summary>What the next tile of dot products will read of one of its rows: that of the tile below in these columns, or of the first tile in the
    /// next ones.</summary>
    private ReadOnlySpan<T> NextTile(int i, int tileRow, int column, int width, int whole)
    {
        if (tileRow >= RowTiles.Rows) return [];
        if (i + RowTiles.Rows + tileRow < _count) return _inputs.Row(_rows[i + RowTiles.Rows + tileRow]).Slice(column, width);
        return column + (2 * width) <= whole && tileRow < _count ? _inputs.Row(_rows[tileRow]).Slice(column + width, width) : [];
    }

    private Span<T> PartialsOf(int row, int run) => _partials.AsSpan(((row * Stride) + run) * _partialLength);
}

/// <summary>Runs that have the same batch in this step: whatever one of them does with a row, all do.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Mask">s.</param>
/// <param name="ReadsAll">They also need the pre-activations of the rows outside the batch.</param>
internal sealed record SharedBatch<T>(MixtureMotion<T>[] Runs, BatchMask Mask, bool ReadsAll)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>w of every run.</summary>
    public AlignedBuffer<T>[] Weights { get; } = [.. Runs.Select(r => r.Weights)];

    /// <summary>The partial gradients of every run.</summary>
    public AlignedBuffer<T>[] Gradients { get; } = [.. Runs.Select(r => r.Workspace.Partials)];

    /// <summary>Every run is in one of them.</summary>
    public static SharedBatch<T>[] Of(IReadOnlyList<MixtureMotion<T>> runs)
    {
        if (runs.Count == 1) return [new([runs[0]], runs[0].Mask, runs[0].IsRecorded)];
        var batches = new List<(BatchMask Mask, bool ReadsAll, List<MixtureMotion<T>> Runs)>();
        foreach (var run in runs)
        {
            var known = batches.FindIndex(b => b.ReadsAll == run.IsRecorded && (ReferenceEquals(b.Mask, run.Mask) || b.Mask.Equals(run.Mask)));
            if (known < 0) batches.Add((run.Mask, run.IsRecorded, [run]));
            else batches[known].Runs.Add(run);
        }
        return [.. batches.Select(b => new SharedBatch<T>([.. b.Runs], b.Mask, b.ReadsAll))];
    }

    public bool Reads(int row) => ReadsAll || Mask[row];
}
