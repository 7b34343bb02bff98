using System.Runtime.CompilerServices;

namespace Parquet.Pages;

/// <summary>Numbers that may be absent as dictionary keys.</summary>
internal readonly ref struct NullableNumberKeys<T>(ReadOnlySpan<T?> values) : IRowKeys<long>
    where T : struct
{
    private readonly ReadOnlySpan<T?> _values = values;

    public int Count => _values.Length;

    public bool TryGet(int row, out long key)
    {
        var value = _values[row];
        key = NumberKeys<T>.Bits(value.GetValueOrDefault());
        return value.HasValue;
    }

    public int SizeOf(long key) => Unsafe.SizeOf<T>();
}
