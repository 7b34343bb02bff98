using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Stages.States;

/// <summary>The bytes of a state: what a checkpoint of a long stage consists of.</summary>
/// <param name="Version">Raised with every change of the form: bytes of another version are no state.</param>
/// <param name="Write">Writes everything that the run needs to go on bit for bit; what it can compute again from its inputs may be left out.</param>
/// <param name="Read">The inverse.</param>
public sealed record StateForm<TState>(int Version, Action<StateWriter, TState> Write, Func<StateReader, TState> Read)
    where TState : class;

/// <summary>Vectors and matrices as bytes.</summary>
internal static class DenseForms
{
    public static void Vector<T>(this StateWriter writer, DenseVector<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => writer.Values(vector.Span);

    public static DenseVector<T> Vector<T>(this StateReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DenseVector<T>.Copy(reader.Values<T>().AsSpan());

    public static void Matrix<T>(this StateWriter writer, DenseMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        writer.Integer(matrix.Rows);
        writer.Integer(matrix.Columns);
        writer.Values(matrix.Span);
    }

    public static DenseMatrix<T> Matrix<T>(this StateReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (rows, columns) = ((int)reader.Integer(), (int)reader.Integer());
        var values = reader.Values<T>();
        return values.Length == (long)rows * columns
            ? DenseMatrix<T>.Copy(rows, columns, values.AsSpan())
            : throw new InvalidDataException("The bytes hold no matrix.");
    }
}
