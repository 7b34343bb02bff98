using System.IO.Compression;

namespace Parquet;

/// <summary>How a file is written. Switches without a meaning for flat tables are left out of this subset.</summary>
public class ParquetOptions
{
    /// <summary>Rows per group that suit most readers; cutting a table into groups is the caller's work.</summary>
    public const int DefaultRowGroupSize = 1_000_000;

    public CompressionMethod CompressionMethod { get; set; } = CompressionMethod.Snappy;

    /// <summary>Effort of Gzip, Brotli and Zstd. Set it explicitly: the package's default differs from version to version.</summary>
    public CompressionLevel CompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>Wishes by column name.</summary>
    public IDictionary<string, EncodingHint> ColumnEncodingHints { get; } = new Dictionary<string, EncodingHint>(StringComparer.Ordinal);

    /// <summary>Largest share of distinct values for which a dictionary is written.</summary>
    public double DictionaryEncodingThreshold { get; set; } = 0.8;

    /// <summary>Values looked at before giving up on a dictionary; 0 means all.</summary>
    public int DictionaryEncodingSampleSize { get; set; }

    /// <summary>Add row groups to the file already in the stream.</summary>
    public bool Append { get; set; }

    internal EncodingHint HintFor(string column) => ColumnEncodingHints.TryGetValue(column, out var hint) ? hint : EncodingHint.Default;
}
