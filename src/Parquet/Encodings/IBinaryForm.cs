namespace Parquet.Encodings;

/// <summary>How values of variable length become bytes and back.</summary>
internal interface IBinaryForm<T>
    where T : class
{
    static abstract int SizeOf(T value);

    /// <summary>Writes exactly <see cref="SizeOf"/> bytes.</summary>
    static abstract void Write(T value, Span<byte> destination);

    static abstract T Read(ReadOnlySpan<byte> source);
}
