using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.Intrinsics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>Network outputs and loss gradients over many examples, in fixed chunks on the given number of threads.</summary>
/// <remarks>
/// Chunks are whole blocks of 96 examples: at least four, at most 64 chunks (fewer where their partial gradients would take more than 256 MiB),
/// a function of the shapes alone. Partial gradients are added pairwise, stride 1, 2, 4, ... over the chunk index.
/// Cost: 2·n·d·M floating-point operations, and 0.3·n·d·M additions more with all examples unsatisfied.
/// </remarks>
internal sealed class HingePass<T>(HingeLayout layout, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MinimumBlocks = 4, MaximumChunks = 64;
    private const long MaximumPartialBytes = 256L << 20;

    private readonly ConcurrentBag<HingeWorker<T>> _workers = [];
    private readonly List<AlignedBuffer<T>> _partials = [];
    private readonly AlignedBuffer<T> _sum = new(layout.Length);

    public HingeLayout Layout => layout;

    public int Threads { get; set; } = threads;

    /// <summary>How often <see cref="Sum"/> was made: who remembers the number knows whether it is still his.</summary>
    public long Gradients { get; private set; }

    /// <summary>Σ ψ_n y_n step(w_i·x_n) x_n over the examples of the last <see cref="Gradient"/>, in panels.</summary>
    public ReadOnlySpan<T> Sum => _sum.Span;

    /// <summary>f(x) = Σ_i a_i max(0, w_i·x) / (M √d) for every row (Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 1).</summary>
    public DenseVector<T> Outputs(ExampleInputs<T> inputs, HingeWeights<T> weights)
    {
        var size = ChunkSize(inputs.Rows);
        return DenseVector<T>.Create(inputs.Rows, outputs => Chunks.Run(Chunks.Count(inputs.Rows, size), Threads, chunk =>
        {
            var worker = Rent();
            worker.Outputs(inputs, chunk * size, Math.Min(size, inputs.Rows - (chunk * size)), weights, outputs.Span);
            _workers.Add(worker);
        }));
    }

    /// <summary>Brings <paramref name="outputs"/> up to date as far as signs go: F = f − f₀ of every example that is not surely beyond 0.</summary>
    public void Signs(HingeExamples<T> examples, HingeWeights<T> weights, T[] outputs)
    {
        var size = ChunkSize(examples.Count);
        Chunks.Run(Chunks.Count(examples.Count, size), Threads, chunk =>
        {
            var worker = Rent();
            worker.Signs(examples, chunk * size, Math.Min(size, examples.Count - (chunk * size)), weights, outputs);
            _workers.Add(worker);
        });
    }

    /// <summary>Leaves the gradient sum in <see cref="Sum"/> and F = f − f₀ in <paramref name="outputs"/>.</summary>
    public HingeTotals Gradient(HingeExamples<T> examples, HingeWeights<T> weights, T[] outputs)
    {
        var size = ChunkSize(examples.Count);
        var count = Chunks.Count(examples.Count, size);
        while (_partials.Count < count) _partials.Add(new(layout.RowsLength));
        var totals = new HingeTotals[count];
        Gradients++;
        Chunks.Run(count, Threads, chunk =>
        {
            var worker = Rent();
            var gradient = _partials[chunk].Span;
            gradient.Clear();
            var first = chunk * size;
            totals[chunk] = worker.Gradient(examples, first, Math.Min(size, examples.Count - first), weights, outputs, gradient);
            _workers.Add(worker);
        });
        Chunks.Run(layout.Panels, Threads, panel => Fold(count, panel));
        return totals.Aggregate((a, b) => a + b);
    }

    private HingeWorker<T> Rent() => _workers.TryTake(out var worker) ? worker : new(layout);

    private int ChunkSize(int examples)
    {
        var blocks = Chunks.Count(examples, HingeLayout.BlockRows);
        var affordable = MaximumPartialBytes / ((long)layout.RowsLength * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        var limit = (int)Math.Clamp(affordable, 1, MaximumChunks);
        return HingeLayout.BlockRows * Math.Max(MinimumBlocks, Chunks.Count(blocks, limit));
    }

    /// <summary>Adds up the partial gradients of one panel's units, and turns their rows into the panel.</summary>
    private void Fold(int count, int panel)
    {
        var (start, length) = (panel * layout.Width * layout.RowLength, layout.Width * layout.RowLength);
        for (var stride = 1; stride < count; stride *= 2)
        {
            for (var chunk = 0; chunk + stride < count; chunk += 2 * stride)
            {
                var target = _partials[chunk].Span.Slice(start, length);
                var source = _partials[chunk + stride].Span.Slice(start, length);
                for (var i = 0; i < target.Length; i += Vector512<T>.Count)
                    (Vector512.LoadUnsafe(ref target[i]) + Vector512.LoadUnsafe(ref source[i])).StoreUnsafe(ref target[i]);
            }
        }
        var rows = _partials[0].Span.Slice(start, length);
        var columns = _sum.Span.Slice(panel * layout.PanelLength, layout.PanelLength);
        for (var k = 0; k < layout.Depth; k++)
            for (var unit = 0; unit < layout.Width; unit++) columns[(k * layout.Width) + unit] = rows[(unit * layout.RowLength) + k];
    }
}

/// <summary>What a pass sums over its examples besides the gradient.</summary>
/// <param name="Loss">Σ l(α y F).</param>
/// <param name="Unsatisfied">Number of examples with h − α y F &gt; 0.</param>
/// <param name="Evaluated">Number of examples that were looked at.</param>
internal readonly record struct HingeTotals(double Loss, long Unsatisfied, long Evaluated)
{
    public static HingeTotals operator +(HingeTotals a, HingeTotals b) =>
        new(a.Loss + b.Loss, a.Unsatisfied + b.Unsatisfied, a.Evaluated + b.Evaluated);
}

/// <summary>The examples of one pass and the loss l(scale·y·(f − initial output)) put on them, l(v) = margin·λ(v/margin).</summary>
/// <param name="Inputs">n × d.</param>
/// <param name="Labels">±1 per row of the inputs.</param>
/// <param name="InitialOutputs">f(x; θ₀) per row of the inputs.</param>
/// <param name="Rows">Which rows take part, in this order; null for all of them.</param>
/// <param name="OutputScale">α of the loss.</param>
/// <param name="Margin">h of the loss.</param>
/// <param name="Function">λ of the loss.</param>
/// <param name="Active">Remembers which examples need no look; null looks at all.</param>
/// <param name="LooksAtAll">Looks also at those that need none, and remembers what it saw.</param>
internal sealed record HingeExamples<T>(
    ExampleInputs<T> Inputs, DenseVector<T> Labels, DenseVector<T> InitialOutputs, int[]? Rows, double OutputScale, double Margin,
    MarginFunction Function, HingeActiveSet? Active = null, bool LooksAtAll = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Count => Rows?.Length ?? Inputs.Rows;

    /// <summary>Row of the inputs that takes part at this place.</summary>
    public int Row(int place) => Rows is null ? place : Rows[place];

    /// <summary>v = α y F of a row.</summary>
    public double MarginOf(int row, T output) => OutputScale * double.CreateTruncating(Labels[row]) * double.CreateTruncating(output);

    /// <summary>h − α y F of a row: positive where the example is unsatisfied.</summary>
    public double Slack(int row, T output) => Margin - MarginOf(row, output);
}
