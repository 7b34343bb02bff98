using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>One thread's scratch and its work on a chunk: examples go forward in blocks of 96, those with a force backward as soon as 96 are
/// pending.</summary>
/// <remarks>
/// Nothing of size n × M exists: a block keeps its steps (at most 192 × M bits) only until its unsatisfied examples have gone backward.
/// Determinism: the output of an example depends on its row and the weights alone; the gradient of a chunk is summed over the examples with a force
/// ψ ≠ 0 in order, 96 at a time, whatever others lie between them.
/// </remarks>
internal sealed class HingeWorker<T>(HingeLayout layout)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = HingeLayout.BlockRows, Slots = 2 * Block;
    private static readonly int Lane = Vector512<T>.Count;

    private readonly AlignedBuffer<T> _tiles = new(Block / HingeLayout.ForwardRows * HingeForward.TileLength(layout.Depth));
    private readonly AlignedBuffer<T> _sums = new(Block * Lane);
    private readonly AlignedBuffer<T> _squares = new(Block * Lane);
    private readonly byte[] _steps = new byte[layout.PaddedUnits / 8 * Slots];
    private readonly HingeBackward<T> _backward = new(layout);
    private int[] _rows = new int[Block], _nextRows = new int[Block];
    private readonly int[] _kept = new int[Block];
    private readonly int[] _pending = new int[Slots];
    private readonly T[] _weights = new T[Slots];
    private readonly double[] _margins = new double[Block];
    private readonly double[] _losses = new double[Block];
    private readonly double[] _forces = new double[Block];

    /// <summary>Inputs that are not stored stay here until they have gone backward: one a slot.</summary>
    private T[] _drawn = [];
    private double[] _wide = [];
    private bool _isDrawn;
    private readonly int[] _slots = [.. Enumerable.Range(0, Slots)];

    /// <summary>1/(M √d), rounded to T.</summary>
    public static T OutputScale(HingeLayout layout) => T.CreateChecked(1 / (layout.Units * Math.Sqrt(layout.Depth)));

    /// <summary>Network outputs f(x) of examples first, ..., first + count − 1 of a data set.</summary>
    public void Outputs(ExampleInputs<T> inputs, int first, int count, HingeWeights<T> weights, Span<T> outputs)
    {
        var scale = OutputScale(layout);
        for (var start = first; start < first + count; start += Block)
        {
            var rows = _rows.AsSpan(0, Math.Min(Block, first + count - start));
            for (var r = 0; r < rows.Length; r++) rows[r] = start + r;
            Forward(inputs, rows, [], weights, 0);
            for (var r = 0; r < rows.Length; r++) outputs[start + r] = Output(r) * scale;
        }
    }

    /// <summary>Writes F = f − f₀ of those of the examples first, ..., first + count − 1 whose sign may have changed.</summary>
    public void Signs(HingeExamples<T> examples, int first, int count, HingeWeights<T> weights, Span<T> outputs)
    {
        var scale = OutputScale(layout);
        var place = first;
        var next = NextBlock(examples, ref place, first + count);
        while (next.Length > 0)
        {
            var rows = next;
            next = NextBlock(examples, ref place, first + count);
            Forward(examples.Inputs, rows, next, weights, 0);
            for (var r = 0; r < rows.Length; r++)
            {
                var output = (Output(r) * scale) - examples.InitialOutputs[rows[r]];
                outputs[rows[r]] = output;
                examples.Active?.Inspect(rows[r], Math.Abs(double.CreateTruncating(output)), ReluSquare(r));
            }
        }
    }

    /// <summary>Adds the sum of ψ·y·step(z)·x over these examples to the gradient and writes F = f − f₀ per row.</summary>
    /// <param name="examples">Where the examples are and the loss on them.</param>
    /// <param name="first">First example, counted in the order of the pass.</param>
    /// <param name="count">Number of examples.</param>
    /// <param name="weights">Parameters at which to evaluate.</param>
    /// <param name="outputs">F per row of the inputs; rows that take no part stay as they are.</param>
    /// <param name="gradient">Panels, added to.</param>
    public HingeTotals Gradient(
        HingeExamples<T> examples, int first, int count, HingeWeights<T> weights, Span<T> outputs, Span<T> gradient)
    {
        var totals = default(HingeTotals);
        var (place, pending) = (first, 0);
        var next = NextBlock(examples, ref place, first + count);
        while (next.Length > 0)
        {
            var rows = next;
            next = NextBlock(examples, ref place, first + count);
            Forward(examples.Inputs, rows, next, weights, pending);
            var kept = Select(examples, rows, outputs, ref totals);
            for (var i = 0; i < kept; i++)
            {
                var row = rows[_kept[i]];
                (_pending[pending + i], _weights[pending + i]) = (row, examples.Labels[row] * T.CreateTruncating(_forces[_kept[i]]));
            }
            MoveSteps(pending, _kept.AsSpan(0, kept), pending);
            pending += kept;
            if (pending >= Block) pending = Flush(examples, pending, gradient);
        }
        Backward(examples, pending, gradient);
        return totals;
    }

    /// <summary>The next rows that may have a force, at most 96; those of the last call stay where they are.</summary>
    private ReadOnlySpan<int> NextBlock(HingeExamples<T> examples, ref int place, int end)
    {
        (_rows, _nextRows) = (_nextRows, _rows);
        var length = 0;
        for (; place < end && length < Block; place++)
        {
            var row = examples.Row(place);
            if (!examples.LooksAtAll && examples.Active is { } active && active.IsSurelyBeyond(row)) continue;
            _rows[length++] = row;
        }
        return _rows.AsSpan(0, length);
    }

    /// <summary>Steps of these rows into the slots from <paramref name="slot"/> on, lane sums of their outputs into the sums. Inputs of the rows that
    /// come next are fetched meanwhile: where examples are left out, the processor cannot know which these are.</summary>
    private void Forward(ExampleInputs<T> inputs, ReadOnlySpan<int> rows, ReadOnlySpan<int> next, HingeWeights<T> weights, int slot)
    {
        var source = Place(inputs, rows, slot);
        const int height = HingeLayout.ForwardRows;
        var tileLength = HingeForward.TileLength(layout.Depth);
        var tiles = _tiles.Span;
        var sums = _sums.Span;
        var squares = _squares.Span;
        sums.Clear();
        squares.Clear();
        var tileCount = (rows.Length + height - 1) / height;
        for (var t = 0; t < tileCount; t++)
        {
            var some = source.Rows[(t * height)..Math.Min(rows.Length, (t + 1) * height)];
            HingeForward.PackInto(source.Matrix, layout.Depth, some, tiles.Slice(t * tileLength, tileLength));
        }
        for (var panel = 0; panel < layout.Panels; panel++)
        {
            var inner = weights.Panel(panel);
            var outer = weights.Outer.Slice(panel * layout.Width, layout.Width);
            if (inputs is ExampleInputs<T>.Stored stored)
                Fetch(stored.Matrix, next[(next.Length * panel / layout.Panels)..(next.Length * (panel + 1) / layout.Panels)]);
            for (var t = 0; t < tileCount; t++)
            {
                HingeForward.Tile(
                    ref tiles[t * tileLength], ref inner[0], layout.Depth, ref outer[0], ref sums[t * height * Lane],
                    ref squares[t * height * Lane], ref _steps[(panel * layout.Width / 8 * Slots) + slot + (t * height)], Slots);
            }
        }
    }

    /// <summary>Asks for the first kilobyte of every row; of longer ones the rest follows as it is read.</summary>
    private static void Fetch(DenseMatrix<T> inputs, ReadOnlySpan<int> rows)
    {
        const int line = 64, most = 16;
        var step = line / Unsafe.SizeOf<T>();
        foreach (var row in rows)
        {
            var values = inputs.Row(row);
            for (var k = 0; k < Math.Min(values.Length, most * step); k += step)
                Cache.Fetch(ref MemoryMarshal.GetReference(values[k..]));
        }
    }

    /// <summary>Writes the outputs of a block, adds its losses one by one and lists the examples with a force; returns their number.</summary>
    private int Select(HingeExamples<T> examples, ReadOnlySpan<int> rows, Span<T> outputs, ref HingeTotals totals)
    {
        var scale = OutputScale(layout);
        var initial = examples.InitialOutputs.Span;
        var kept = 0;
        totals += new HingeTotals(0, 0, rows.Length);
        for (var r = 0; r < rows.Length; r++)
        {
            var output = (Output(r) * scale) - initial[rows[r]];
            outputs[rows[r]] = output;
            _margins[r] = examples.MarginOf(rows[r], output);
        }
        examples.Function.EvaluateInto(_margins.AsSpan(0, rows.Length), examples.Margin, _losses, _forces);
        for (var r = 0; r < rows.Length; r++)
        {
            var slack = examples.Margin - _margins[r];
            if (slack < 0) examples.Active?.Inspect(rows[r], -slack, ReluSquare(r));
            else examples.Active?.Forget(rows[r]);
            // What is not a number is no satisfied example: it must be noticed.
            totals += new HingeTotals(_losses[r], slack <= 0 ? 0 : 1, 0);
            if (_forces[r] != 0) _kept[kept++] = r;
        }
        return kept;
    }

    private int Flush(HingeExamples<T> examples, int pending, Span<T> gradient)
    {
        Backward(examples, Block, gradient);
        var left = pending - Block;
        for (var i = 0; i < left; i++) _kept[i] = i;
        _pending.AsSpan(Block, left).CopyTo(_pending);
        _weights.AsSpan(Block, left).CopyTo(_weights);
        MoveSteps(Block, _kept.AsSpan(0, left), 0);
        return left;
    }

    private void Backward(HingeExamples<T> examples, int count, Span<T> gradient)
    {
        for (var first = 0; first < count; first += HingeBackward<T>.Examples)
        {
            var some = _pending.AsSpan(first, Math.Min(HingeBackward<T>.Examples, count - first));
            for (var i = 0; i < some.Length; i++)
            {
                var input = examples.Inputs is ExampleInputs<T>.Stored stored ? stored.Matrix.Row(some[i]) : Drawn(first + i);
                _backward.Put(i, input, _weights[first + i]);
            }
            _backward.AddInto(_steps.AsSpan(first), Slots, some.Length, gradient);
        }
    }

    /// <summary>Closes the gaps that satisfied examples leave among the steps, and among inputs that are not stored.</summary>
    private void MoveSteps(int from, ReadOnlySpan<int> kept, int to)
    {
        if (from == to && (kept.Length == 0 || kept[^1] == kept.Length - 1)) return;
        for (var octet = 0; octet < layout.PaddedUnits / 8; octet++)
        {
            var steps = _steps.AsSpan(octet * Slots, Slots);
            for (var i = 0; i < kept.Length; i++) steps[to + i] = steps[from + kept[i]];
        }
        for (var i = 0; _isDrawn && i < kept.Length; i++) Drawn(from + kept[i]).CopyTo(Drawn(to + i));
    }

    /// <summary>Where the inputs of these rows lie: a row-major matrix and their rows in it. What is not stored is drawn into the slots.</summary>
    private MatrixRows Place(ExampleInputs<T> inputs, ReadOnlySpan<int> rows, int slot)
    {
        _isDrawn = inputs is ExampleInputs<T>.Drawn;
        if (inputs is not ExampleInputs<T>.Drawn drawn) return new(((ExampleInputs<T>.Stored)inputs).Matrix.Span, rows);
        if (_drawn.Length == 0) (_drawn, _wide) = (new T[Slots * layout.Depth], new double[layout.Depth]);
        for (var r = 0; r < rows.Length; r++) drawn.FillInto(rows[r], _wide, Drawn(slot + r));
        return new(_drawn, _slots.AsSpan(slot, rows.Length));
    }

    private Span<T> Drawn(int slot) => _drawn.AsSpan(slot * layout.Depth, layout.Depth);

    private double ReluSquare(int row) => double.CreateTruncating(Lanes.Sum(Vector512.LoadUnsafe(ref _squares.Span[row * Lane])));

    private T Output(int row) => Lanes.Sum(Vector512.LoadUnsafe(ref _sums.Span[row * Lane]));

    /// <summary>Rows of a row-major matrix.</summary>
    private readonly ref struct MatrixRows(ReadOnlySpan<T> matrix, ReadOnlySpan<int> rows)
    {
        public ReadOnlySpan<T> Matrix { get; } = matrix;

        public ReadOnlySpan<int> Rows { get; } = rows;
    }
}
