namespace Parquet.Encodings;

/// <summary>Byte arrays as they are.</summary>
internal sealed class BytesForm : IBinaryForm<byte[]>
{
    private BytesForm()
    {
    }

    public static int SizeOf(byte[] value) => value.Length;

    public static void Write(byte[] value, Span<byte> destination) => value.CopyTo(destination);

    public static byte[] Read(ReadOnlySpan<byte> source) => source.ToArray();
}
