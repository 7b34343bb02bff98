namespace Parquet;

/// <summary>How page bodies are compressed. Values are those of the format.</summary>
/// <remarks>None, Snappy, Gzip, Brotli and Zstd (through the system's libzstd) are written and read; the others are refused by name.</remarks>
public enum CompressionMethod
{
    None = 0,
    Snappy = 1,
    Gzip = 2,
    Lzo = 3,
    Brotli = 4,
    LZ4 = 5,
    Zstd = 6,
    Lz4Raw = 7,
}
