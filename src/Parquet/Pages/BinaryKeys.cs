using System.Diagnostics.CodeAnalysis;
using Parquet.Encodings;

namespace Parquet.Pages;

/// <summary>Strings as dictionary keys.</summary>
internal readonly ref struct BinaryKeys<T, TForm>(ReadOnlySpan<T?> values) : IRowKeys<T>
    where T : class
    where TForm : IBinaryForm<T>
{
    private readonly ReadOnlySpan<T?> _values = values;

    public int Count => _values.Length;

    public bool TryGet(int row, [MaybeNullWhen(false)] out T key)
    {
        key = _values[row];
        return key is not null;
    }

    public int SizeOf(T key) => 4 + TForm.SizeOf(key);
}
