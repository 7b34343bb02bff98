using System.Runtime.InteropServices;

namespace Parquet.Pages;

/// <summary>Replaces values by their positions among the distinct ones, in order of first appearance, while that pays.</summary>
internal sealed class DictionaryBuilder<TKey>
    where TKey : notnull
{
    private const int MostBytes = 1 << 20;

    private readonly Dictionary<TKey, int> _positions = [];
    private long _bytes;
    private TKey? _lastKey;
    private int _lastPosition = -1;

    private DictionaryBuilder(int rows) => Indices = new int[rows];

    /// <summary>Distinct values in order of first appearance.</summary>
    public List<TKey> Values { get; } = [];

    /// <summary>A position for every row, −1 where the row holds no value.</summary>
    public int[] Indices { get; }

    public long NullCount { get; private set; }

    /// <summary>Null when the dictionary grows beyond 1 MiB or beyond the share of distinct values that the options allow.</summary>
    public static DictionaryBuilder<TKey>? TryBuild<TKeys>(TKeys rows, ParquetOptions options)
        where TKeys : IRowKeys<TKey>, allows ref struct
    {
        var result = new DictionaryBuilder<TKey>(rows.Count);
        var sample = options.DictionaryEncodingSampleSize;
        for (var row = 0; row < rows.Count; row++)
        {
            result.Add(rows, row);
            if (result._bytes > MostBytes) return null;
            if (row + 1 == sample && !result.Pays(sample, options)) return null;
        }
        return result.Pays(rows.Count, options) ? result : null;
    }

    private bool Pays(long rows, ParquetOptions options) =>
        Values.Count <= options.DictionaryEncodingThreshold * (rows - NullCount) || Values.Count == 0;

    private void Add<TKeys>(TKeys rows, int row)
        where TKeys : IRowKeys<TKey>, allows ref struct
    {
        if (!rows.TryGet(row, out var key))
        {
            Indices[row] = -1;
            NullCount++;
            return;
        }
        // Values often come in runs, and comparing is cheaper than looking up.
        if (_lastPosition < 0 || !EqualityComparer<TKey>.Default.Equals(key, _lastKey)) Find(rows, key);
        Indices[row] = _lastPosition;
    }

    private void Find<TKeys>(TKeys rows, TKey key)
        where TKeys : IRowKeys<TKey>, allows ref struct
    {
        ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, key, out var known);
        if (!known)
        {
            position = Values.Count;
            Values.Add(key);
            _bytes += rows.SizeOf(key);
        }
        (_lastKey, _lastPosition) = (key, position);
    }
}
