using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage.Tables;

/// <summary>Writes NumPy's <c>.npy</c> arrays and <c>.npz</c> archives of them: little-endian, C order, the same bytes for the same
/// numbers.</summary>
internal static class NumpyWriter
{
    /// <summary>Headers end at a multiple of this, as NumPy writes them.</summary>
    private const int Alignment = 64;

    /// <summary>Largest header of version 1.0 of the format.</summary>
    private const int LargestShortHeader = ushort.MaxValue;

    /// <summary>Members of an archive have no time of their own: the first that the format knows.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>An array of doubles.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="shape">Its shape; as many values.</param>
    /// <param name="values">The values in C order.</param>
    public static void Write(Stream output, ReadOnlySpan<int> shape, ReadOnlySpan<double> values)
    {
        WriteHeader(output, "'<f8'", shape);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            output.Write(bytes);
        }
    }

    /// <summary>Arrays under names.</summary>
    public static void WriteArchive(Stream output, IEnumerable<(string Name, ImmutableArray<int> Shape, double[] Values)> arrays)
    {
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, shape, values) in arrays)
        {
            var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression);
            entry.LastWriteTime = NoTime;
            using var member = new BufferedStream(entry.Open());
            Write(member, shape.AsSpan(), values);
        }
    }

    /// <summary>An array of records, whose fields are the columns of a table.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="widths">Of a text column the code points of its longest text, else anything.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="pieces">The columns' values, piece after piece.</param>
    public static void WriteRecords(
        Stream output, ImmutableArray<ColumnSchema> columns, IReadOnlyList<int> widths, long rows, IEnumerable<ImmutableArray<Column>> pieces)
    {
        var fields = columns.Select((c, i) => $"('{Quoted(c.Name)}', '{TypeOf(c.Type, widths[i])}')");
        WriteHeader(output, $"[{string.Join(", ", fields)}]", [rows]);
        var buffer = new byte[Math.Max(sizeof(double), sizeof(int) * widths.Append(1).Max())];
        foreach (var piece in pieces)
        {
            for (var row = 0; row < piece[0].Length; row++)
            {
                for (var i = 0; i < piece.Length; i++) output.Write(Bytes(piece[i], row, Math.Max(1, widths[i]), buffer));
            }
        }
    }

    /// <summary>Code points of a text, as a fixed-width text of NumPy counts them.</summary>
    public static int WidthOf(string text) => text.EnumerateRunes().Count();

    private static string Quoted(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static string TypeOf(ColumnType type, int width) => type switch
    {
        ColumnType.Integer => "<i8",
        ColumnType.Number => "<f8",
        ColumnType.Flag => "|b1",
        _ => string.Create(CultureInfo.InvariantCulture, $"<U{Math.Max(1, width)}"),
    };

    private static ReadOnlySpan<byte> Bytes(Column column, int row, int width, byte[] buffer) => column.Match(
        integers: c =>
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer, c.Values[row]);
            return sizeof(long);
        },
        numbers: c =>
        {
            BinaryPrimitives.WriteDoubleLittleEndian(buffer, c.Values[row]);
            return sizeof(double);
        },
        texts: c =>
        {
            buffer.AsSpan().Clear();
            var place = 0;
            foreach (var rune in c.Values[row].EnumerateRunes())
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(sizeof(int) * place++), rune.Value);
            return sizeof(int) * width;
        },
        flags: c =>
        {
            buffer[0] = c.Values[row] ? (byte)1 : (byte)0;
            return 1;
        }) is var length ? buffer.AsSpan(0, length) : default;

    private static void WriteHeader(Stream output, string type, ReadOnlySpan<int> shape)
    {
        var wide = new long[shape.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = shape[i];
        WriteHeader(output, type, wide);
    }

    private static void WriteHeader(Stream output, string type, long[] shape)
    {
        var sizes = string.Join(", ", shape.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({sizes}{(shape.Length == 1 ? "," : "")}), }}";
        // The magic, the version, the header's length, and the line feed that ends it.
        var isShort = text.Length + 2 * Alignment <= LargestShortHeader;
        var before = isShort ? 10 : 12;
        var padded = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = text.PadRight(padded - before - 1) + "\n";
        output.Write([0x93, .. "NUMPY"u8, isShort ? (byte)1 : (byte)2, 0]);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)header.Length);
        output.Write(length[..(isShort ? 2 : 4)]);
        output.Write(Encoding.Latin1.GetBytes(header));
    }
}
