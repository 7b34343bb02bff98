using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>The inputs of a data set, n × d: stored, or drawn again wherever one is looked at.</summary>
/// <remarks>
/// An input that is drawn is a function of its stream and its index alone, so that either has the same bits. Drawing takes the time of d normal
/// numbers, a quarter of what a network of 400 units does with them; it saves n × d numbers of memory.
/// </remarks>
internal abstract record ExampleInputs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ExampleInputs() { }

    /// <summary>n.</summary>
    public abstract int Rows { get; }

    /// <summary>d.</summary>
    public abstract int Columns { get; }

    /// <summary>Input <paramref name="row"/>; where it is not stored, it is drawn into <paramref name="space"/>.</summary>
    public abstract ReadOnlySpan<T> Row(int row, RowSpace<T> space);

    /// <summary>All of them; where they are not stored, they are drawn.</summary>
    public abstract DenseMatrix<T> All();

    public static implicit operator ExampleInputs<T>(DenseMatrix<T> matrix) => new Stored(matrix);

    /// <param name="Matrix">n × d.</param>
    public sealed record Stored(DenseMatrix<T> Matrix) : ExampleInputs<T>
    {
        public override int Rows => Matrix.Rows;

        public override int Columns => Matrix.Columns;

        public override ReadOnlySpan<T> Row(int row, RowSpace<T> space) => Matrix.Row(row);

        public override DenseMatrix<T> All() => Matrix;
    }

    /// <param name="Law">Law of the inputs.</param>
    /// <param name="Key">Their stream.</param>
    /// <param name="Examples">n.</param>
    /// <param name="Dimension">d.</param>
    public sealed record Drawn(InputLaw Law, RandomKey Key, int Examples, int Dimension) : ExampleInputs<T>
    {
        public override int Rows => Examples;

        public override int Columns => Dimension;

        public override ReadOnlySpan<T> Row(int row, RowSpace<T> space)
        {
            FillInto(row, space.Wide, space.Row);
            return space.Row;
        }

        public override DenseMatrix<T> All()
        {
            var wide = new double[Dimension];
            return DenseMatrix<T>.Create(Examples, Dimension, (this, wide), static (entries, from) =>
            {
                var (inputs, wide) = from;
                for (var n = 0; n < inputs.Examples; n++) inputs.FillInto(n, wide, entries.Slice(n * wide.Length, wide.Length));
            });
        }

        /// <summary>Draws input <paramref name="row"/>: in double, and rounded.</summary>
        public void FillInto(int row, Span<double> wide, Span<T> rounded)
        {
            Law.FillRow(Key, row, wide);
            for (var k = 0; k < wide.Length; k++) rounded[k] = T.CreateTruncating(wide[k]);
        }
    }
}

/// <summary>Room for one input of d numbers, in double and rounded.</summary>
internal sealed class RowSpace<T>(int dimension)
    where T : unmanaged
{
    public double[] Wide { get; } = new double[dimension];

    public T[] Row { get; } = new T[dimension];
}
