using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>Reads numbers from NumPy's .npy and .npz files: versions 1 to 3, C and Fortran order, either byte order, records of numbers.</summary>
/// <remarks>numpy.lib.format: magic, version, length of the header, a Python dictionary with descr, fortran_order and shape, then the data.</remarks>
internal static partial class NumpyFile
{
    /// <summary>An array of an archive may be at most this long once expanded, so that a hostile one cannot fill the memory.</summary>
    private const long MostExpanded = 1L << 31;

    /// <summary>Deflate makes 1,032 bytes of one at most.</summary>
    private const long MostExpansion = 1100;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The array of a .npy file; of records, an array for each field.</summary>
    /// <exception cref="InvalidDataException">The file is malformed, or holds something else than numbers.</exception>
    public static ImmutableArray<NumericArray> Read(ReadOnlyMemory<byte> file, string name = "", bool isLoose = false)
    {
        var span = file.Span;
        var shown = name.Length == 0 ? "the array" : name;
        if (span.Length < 12 || !span.StartsWith(Magic))
            throw new InvalidDataException($"{shown} does not begin with the magic number of a NumPy array; write it with numpy.save.");
        var headerAt = span[6] == 1 ? 10 : 12;
        long length = span[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(span[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(span[8..]);
        if (headerAt + length > span.Length) throw new InvalidDataException($"{shown} ends inside its header; get it again.");
        var header = Encoding.UTF8.GetString(span.Slice(headerAt, (int)length));
        var (shape, order) = (Shape().Match(header), Order().Match(header));
        var fields = NumpyField.Of(header, name, isLoose);
        if (!shape.Success || !order.Success || fields.IsEmpty)
        {
            var problem = $"{shown} holds no numbers of a type that is read (f2, f4, f8, i1 to i8, u1 to u8, b1): its header is {header.Trim()}; "
                + "write it as one of them.";
            return isLoose && name.Length > 0 ? [NumericArray.Unread(name, problem)] : throw new InvalidDataException(problem);
        }
        ImmutableArray<long> sizes = [.. Digits().Matches(shape.Groups[1].Value).Select(m => long.Parse(m.Value, CultureInfo.InvariantCulture))];
        var (count, record) = (NumericArray.Count(shown, sizes), fields.Sum(f => f.Bytes));
        var data = span[(headerAt + (int)length)..];
        if ((long)count * record != data.Length)
            throw new InvalidDataException(
                $"{shown} declares the shape ({string.Join(", ", sizes)}) of {record} bytes each and holds {data.Length} bytes: it is cut or has "
                    + $"more appended; get it again.");
        var isFortran = order.Groups[1].Value == "True" && sizes.Length > 1;
        var (arrays, offset) = (ImmutableArray.CreateBuilder<NumericArray>(fields.Length), 0);
        foreach (var field in fields)
        {
            ImmutableArray<int> lengths = [.. sizes.Select(s => (int)s)];
            if (field.HoldsTexts)
            {
                var texts = ImmutableArray.CreateBuilder<string>(count);
                for (var i = 0; i < count; i++) texts.Add(field.ReadText(data.Slice((i * record) + offset, field.Bytes)));
                arrays.Add(NumericArray.OfTexts(field.Name, lengths, texts.MoveToImmutable()));
            }
            else
            {
                var values = new double[count];
                for (var i = 0; i < count; i++) values[i] = field.Read(data.Slice((i * record) + offset, field.Bytes));
                arrays.Add(new(field.Name, lengths, isFortran ? RowMajor(values, sizes) : values));
            }
            offset += field.Bytes;
        }
        return arrays.MoveToImmutable();
    }

    /// <summary>The arrays of a .npz archive.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="member">The array that is read; null for all.</param>
    /// <param name="isLoose">Texts are read, and arrays that are not read are named with the reason.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, has no such array, or holds something else than arrays of numbers.</exception>
    public static ImmutableArray<NumericArray> ReadArchive(ReadOnlyMemory<byte> file, string? member = null, bool isLoose = false)
    {
        try
        {
            using var archive = Sound("The archive", () => new ZipArchive(new MemoryStream(file.ToArray(), writable: false), ZipArchiveMode.Read));
            var all = Sound("The archive", () => archive.Entries);
            if (all.Any(e => e.FullName == "xl/workbook.xml"))
                throw new InvalidDataException("This is an Excel workbook. Save the table as CSV in UTF-8.");
            var entries = all.Where(e => member is null || e.FullName == $"{member}.npy").ToList();
            if (entries.Count == 0) throw new InvalidDataException(
                $"There is no array '{member}' in the archive; it holds {string.Join(", ", all.Select(e => e.FullName))}; "
                    + "name one of them.");
            return [.. entries.SelectMany(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)
                ? Read(Expanded(e), e.FullName[..^4], isLoose)
                : throw new InvalidDataException(
                    $"The archive holds {e.FullName}; arrays (.npy) are expected; name one behind the path: FILE#NAME."))];
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The archive is damaged: an array ends early; get it again.", exception);
        }
    }

    private static byte[] Expanded(ZipArchiveEntry entry)
    {
        if (entry.Length > MostExpansion * Math.Max(entry.CompressedLength, 1)) throw new InvalidDataException(
            $"{entry.FullName} declares {entry.Length} bytes, more than {entry.CompressedLength} compressed ones hold; get it again.");
        if (entry.Length >= MostExpanded)
            throw new InvalidDataException($"{entry.FullName} expands to {entry.Length} bytes; fewer than {MostExpanded} are read; split it.");
        var bytes = new byte[entry.Length];
        using var stream = Sound(entry.FullName, entry.Open);
        var end = Sound(entry.FullName, () =>
        {
            stream.ReadExactly(bytes);
            return stream.ReadByte();
        });
        return end < 0 ? bytes : throw new InvalidDataException($"{entry.FullName} is longer than the archive says; get it again.");
    }

    /// <summary>What the framework's reader of archives makes of a part, or refuses.</summary>
    private static T Sound<T>(string part, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"{part} is damaged, or compressed in a way that is not read: write it again, as by numpy.savez_compressed.", exception);
        }
    }

    /// <summary>From the first index fastest to the last one fastest.</summary>
    private static double[] RowMajor(double[] values, ImmutableArray<long> sizes)
    {
        var (result, index) = (new double[values.Length], new long[sizes.Length]);
        foreach (var value in values)
        {
            var at = 0L;
            for (var k = 0; k < index.Length; k++) at = (at * sizes[k]) + index[k];
            result[at] = value;
            for (var k = 0; k < index.Length && ++index[k] == sizes[k]; k++) index[k] = 0;
        }
        return result;
    }

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)")]
    private static partial Regex Shape();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}

/// <summary>The numbers of a NumPy array, or one field of its records.</summary>
/// <param name="Name">Name of the field, or of the array.</param>
/// <param name="Kind">f, i, u or b; U or S for texts.</param>
/// <param name="Bytes">Bytes of a number, or of a text.</param>
/// <param name="IsBigEndian">Byte order.</param>
internal sealed partial record NumpyField(string Name, char Kind, int Bytes, bool IsBigEndian)
{
    private const string Types = "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1";

    // Texts are of at most 99,999 characters, each a code point of UTF-32.
    private const int MostDigits = 6, BytesOfCharacter = 4;

    private static readonly Encoding BigEndianCharacters = new UTF32Encoding(bigEndian: true, byteOrderMark: false);

    /// <summary>It holds texts.</summary>
    public bool HoldsTexts => Kind is 'U' or 'S';

    /// <summary>The fields that a header describes; none where one of them is no number, or no text where those are read.</summary>
    public static ImmutableArray<NumpyField> Of(string header, string array, bool takesTexts)
    {
        if (Plain().Match(header) is { Success: true } plain) return Of(array, plain, takesTexts) is { } field ? [field] : [];
        if (Records().Match(header) is not { Success: true } records) return [];
        var fields = Field().Matches(records.Groups[1].Value).Select(m => Of(array.Length == 0
            ? m.Groups["name"].Value
            : $"{array}.{m.Groups["name"].Value}", m, takesTexts)).ToImmutableArray();
        var isAll = Field().Replace(records.Groups[1].Value, "").All(c => c is ',' or ' ');
        return isAll && fields.All(f => f is not null) ? [.. fields.OfType<NumpyField>()] : [];
    }

    /// <exception cref="InvalidDataException">A whole number is too large for double precision.</exception>
    public double Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> little = stackalloc byte[Bytes];
        bytes.CopyTo(little);
        if (IsBigEndian) little.Reverse();
        return (Kind, Bytes) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(little),
            ('i', 1) => (sbyte)little[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('i', _) => ExactNumber.Of(BinaryPrimitives.ReadInt64LittleEndian(little), Name),
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(little),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(little),
            ('u', 8) => ExactNumber.Of(BinaryPrimitives.ReadUInt64LittleEndian(little), Name),
            _ => little[0],
        };
    }

    /// <summary>A text of fixed length, of which NumPy leaves out what is 0 at its end.</summary>
    public string ReadText(ReadOnlySpan<byte> bytes) =>
        (Kind == 'S' ? Encoding.Latin1 : IsBigEndian ? BigEndianCharacters : Encoding.UTF32).GetString(bytes).TrimEnd('\0');

    private static NumpyField? Of(string name, Match match, bool takesTexts)
    {
        var type = match.Groups["type"].Value;
        var isText = takesTexts && type[0] is 'U' or 'S' && type.Length <= MostDigits;
        if (!isText && !Types.Split(' ').Contains(type)) return null;
        var length = int.Parse(type[1..], CultureInfo.InvariantCulture);
        return new(name, type[0], type[0] == 'U' ? BytesOfCharacter * length : length, match.Groups["order"].Value == ">");
    }

    [GeneratedRegex("'descr':\\s*'(?<order>[<>|=])(?<type>[a-zA-Z][0-9]+)'")]
    private static partial Regex Plain();

    [GeneratedRegex(@"'descr':\s*\[(.*?)\]")]
    private static partial Regex Records();

    [GeneratedRegex("""\(['"](?<name>[^'"]*)['"],\s*'(?<order>[<>|=])(?<type>[a-zA-Z][0-9]+)'\)""")]
    private static partial Regex Field();
}
