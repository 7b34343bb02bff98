using System.Runtime.InteropServices;

namespace Parquet.Compression;

/// <summary>The four functions used of the system's libzstd, bound when first needed.</summary>
internal sealed class ZstdLibrary
{
    private static readonly string[] Names = ["libzstd.so.1", "libzstd.so", "libzstd.1.dylib", "libzstd.dylib", "libzstd.dll", "zstd.dll"];

    private static readonly Lazy<ZstdLibrary?> Shared = new(Find);

    private ZstdLibrary(nint handle)
    {
        CompressBound = Bind<CompressBoundFunction>(handle, "ZSTD_compressBound");
        Compress = Bind<CompressFunction>(handle, "ZSTD_compress");
        Decompress = Bind<DecompressFunction>(handle, "ZSTD_decompress");
        IsError = Bind<IsErrorFunction>(handle, "ZSTD_isError");
    }

    public delegate nuint CompressBoundFunction(nuint size);

    public delegate nuint CompressFunction(ref byte destination, nuint capacity, ref byte source, nuint size, int level);

    public delegate nuint DecompressFunction(ref byte destination, nuint capacity, ref byte source, nuint size);

    public delegate uint IsErrorFunction(nuint result);

    public static bool IsPresent => Shared.Value is not null;

    public CompressBoundFunction CompressBound { get; }

    public CompressFunction Compress { get; }

    public DecompressFunction Decompress { get; }

    public IsErrorFunction IsError { get; }

    /// <exception cref="ParquetException">The system has no libzstd.</exception>
    public static ZstdLibrary Load() => Shared.Value ?? throw new ParquetException(
        "Pages compressed with Zstandard need the system's libzstd, which was not found: "
        + "install it (Debian: libzstd1), or have the file written with Snappy.");

    private static ZstdLibrary? Find()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle)) return new ZstdLibrary(handle);
        }
        return null;
    }

    private static T Bind<T>(nint handle, string function)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(handle, function));
}
