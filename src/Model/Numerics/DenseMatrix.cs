using System.Numerics;
using System.Runtime.InteropServices;

namespace Pipelines.Model.Numerics;

/// <summary>An immutable row-major matrix of float or double, filled exactly once and compared by shape and content (bit for bit).</summary>
/// <remarks>Row i is the contiguous span <see cref="Row"/>(i). The array never escapes. At most 2^31 - 57 entries.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DenseMatrix<T> : IEquatable<DenseMatrix<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;

    private DenseMatrix(int rows, int columns, T[] values) => (Rows, Columns, _values) = (rows, columns, values);

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>All entries, row after row.</summary>
    public ReadOnlySpan<T> Span => _values;

    public T this[int row, int column] => Row(row)[column];

    public ReadOnlySpan<T> Row(int row) => _values.AsSpan(checked(row * Columns), Columns);

    /// <summary>Creates a matrix of zeros and lets <paramref name="fill"/> write its rows (one span, row-major), once.</summary>
    public static DenseMatrix<T> Create<TArg>(int rows, int columns, TArg arg, System.Buffers.SpanAction<T, TArg> fill)
        where TArg : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var values = new T[checked(rows * columns)];
        fill(values, arg);
        return new DenseMatrix<T>(rows, columns, values);
    }

    /// <summary>The same for a fill that shares the entries out to threads; it must not keep the memory.</summary>
    internal static DenseMatrix<T> Create(int rows, int columns, Action<Memory<T>> fill)
    {
        var values = new T[checked(rows * columns)];
        fill(values);
        return new DenseMatrix<T>(rows, columns, values);
    }

    /// <summary>Copies row-major entries.</summary>
    /// <exception cref="ArgumentException">The number of entries is not rows times columns.</exception>
    public static DenseMatrix<T> Copy(int rows, int columns, ReadOnlySpan<T> values) =>
        values.Length == (long)rows * columns
            ? new DenseMatrix<T>(rows, columns, values.ToArray())
            : throw new ArgumentException($"{values.Length} entries do not make a {rows} x {columns} matrix.", nameof(values));

    public static DenseMatrix<T> Zeros(int rows, int columns) => new(rows, columns, new T[checked(rows * columns)]);

    public bool Equals(DenseMatrix<T>? other) =>
        other is not null
        && (Rows, Columns) == (other.Rows, other.Columns)
        && MemoryMarshal.AsBytes<T>(_values).SequenceEqual(MemoryMarshal.AsBytes<T>(other._values));

    public override bool Equals(object? obj) => Equals(obj as DenseMatrix<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Rows);
        hash.Add(Columns);
        hash.AddBytes(MemoryMarshal.AsBytes<T>(_values));
        return hash.ToHashCode();
    }

    public override string ToString() => $"DenseMatrix<{typeof(T).Name}>({Rows} x {Columns})";
}
