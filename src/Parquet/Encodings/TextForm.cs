using System.Text;

namespace Parquet.Encodings;

/// <summary>Strings as UTF-8. Half of a surrogate pair is an error on the way out, invalid bytes on the way in: neither is ever replaced.</summary>
internal sealed class TextForm : IBinaryForm<string>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TextForm()
    {
    }

    public static int SizeOf(string value) => Strict.GetByteCount(value);

    public static void Write(string value, Span<byte> destination) => Strict.GetBytes(value, destination);

    public static string Read(ReadOnlySpan<byte> source)
    {
        try
        {
            return Strict.GetString(source);
        }
        catch (DecoderFallbackException invalid)
        {
            throw new ParquetException("A text column holds bytes that are not UTF-8.", invalid);
        }
    }
}
