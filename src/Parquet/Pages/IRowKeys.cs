using System.Diagnostics.CodeAnalysis;

namespace Parquet.Pages;

/// <summary>Rows whose values a dictionary can be built from.</summary>
internal interface IRowKeys<TKey>
{
    int Count { get; }

    /// <summary>False where the row holds no value.</summary>
    bool TryGet(int row, [MaybeNullWhen(false)] out TKey key);

    /// <summary>Bytes of the value in the dictionary.</summary>
    int SizeOf(TKey key);
}
