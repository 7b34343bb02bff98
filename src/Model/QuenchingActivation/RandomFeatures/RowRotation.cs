using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.RandomFeatures;

/// <summary>The rows of a matrix on their way to be orthogonal: one-sided Jacobi as a value that goes on from wherever it is.</summary>
/// <remarks>
/// Hestenes 1958; Demmel and Veselić 1992: small singular values come out with high relative accuracy, which the eigenvalues of the product
/// M Mᵀ do not. Companions turn with the rows: rows of the identity become the left singular vectors, entries of y their projections.
/// Sweeps turn every pair of rows in a written order until one turns none, so that the bits do not depend on where it was interrupted.
/// Invariants: <see cref="Length"/> numbers of every row are the matrix's, those after them its companions.
/// </remarks>
/// <param name="Rows">count × (length + companions), row-major.</param>
/// <param name="Length">Numbers of a row that are to be orthogonal to those of the others.</param>
public sealed record RowRotation(DenseMatrix<double> Rows, int Length)
{
    private const int MostSweeps = 60;

    /// <summary>What most matrices take: for telling how far it is.</summary>
    private const double UsualSweeps = 12;

    /// <summary>Three products and a turn of two rows, per number of a row.</summary>
    private const double FlopsPerNumber = 12;

    public int Length { get; } = Require.InRange(Length, 1, Rows.Columns + 1, nameof(Length));

    /// <summary>Sweeps that are done.</summary>
    public int Sweep { get; init => field = Require.InRange(value, 0, MostSweeps + 1, nameof(Sweep)); }

    /// <summary>Rows that are done in the sweep under way.</summary>
    public int Row { get; init => field = Require.InRange(value, 0, Rows.Rows, nameof(Row)); }

    /// <summary>The sweep under way has turned a pair already.</summary>
    public bool HasTurned { get; init; }

    public bool IsFinished => Sweep >= MostSweeps || Rows.Rows < 2;

    /// <summary>About how much of it is done, in [0, 1].</summary>
    public double Fraction => IsFinished ? 1 : Math.Min(1, (Sweep + ((double)Row / Rows.Rows)) / UsualSweeps);

    /// <summary>Goes on for about so many operations, at least by a row.</summary>
    /// <param name="flops">At least 1.</param>
    public RowRotation Advance(double flops)
    {
        var (sweep, row, turned) = (Sweep, Row, HasTurned);
        var rows = DenseMatrix<double>.Create(Rows.Rows, Rows.Columns, Rows, (span, from) =>
        {
            from.Span.CopyTo(span);
            var spent = 0.0;
            while (spent < flops && sweep < MostSweeps)
            {
                turned |= OrthogonalRows.TurnInto(span, from.Rows, Length, row);
                spent += FlopsPerNumber * from.Columns * (from.Rows - row);
                if (++row < from.Rows - 1) continue;
                (sweep, row, turned) = (turned ? sweep + 1 : MostSweeps, 0, false);
            }
        });
        return new(rows, Length) { Sweep = sweep, Row = row, HasTurned = turned };
    }

    /// <summary>The end of it.</summary>
    public RowRotation Finish() => IsFinished ? this : Advance(double.PositiveInfinity);
}
