using System.IO.Compression;
using System.Text;
using Pipelines.Model.Inputs.Images;
using Pipelines.Pipeline.Storage.Given;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>NumPy's files: every number type, both orders of elements and of bytes; what is cut or no number is refused.</summary>
public class NumpyFileTests
{
    private static readonly double[] Numbers = [0, 1.5, 3, -4.5, 6, 7.5];

    public static TheoryData<string, byte[]> Types => new()
    {
        { "<f8", Bytes(BitConverter.GetBytes) }, { ">f8", Bytes(v => [.. BitConverter.GetBytes(v).Reverse()]) },
        { "<f4", Bytes(v => BitConverter.GetBytes((float)v)) }, { "<f2", Bytes(v => BitConverter.GetBytes((Half)v)) },
    };

    public static TheoryData<string, byte[]> WholeTypes => new()
    {
        { "<i8", Bytes(v => BitConverter.GetBytes((long)v)) }, { "<i4", Bytes(v => BitConverter.GetBytes((int)v)) },
        { ">i2", Bytes(v => [.. BitConverter.GetBytes((short)v).Reverse()]) },
        { "|i1", Bytes(v => [(byte)(sbyte)v]) },
    };

    /// <summary>Whatever bytes of an archive are turned: the right numbers, or a message that says what to do.</summary>
    [Fact]
    public void A_damaged_archive_is_refused_in_words_of_ours()
    {
        byte[] whole = [.. Npz(("x", Npy("<f8", "40,", [.. Enumerable.Range(0, 40).SelectMany(k => BitConverter.GetBytes((double)(k % 3)))])))];
        byte[][] all = [[.. "PK\u0003\u0004junk"u8], .. Enumerable.Range(4, whole.Length - 4).Select(at => (byte[])[.. whole[..at], (byte)~whole[at],
            .. whole[(at + 1)..]])];
        foreach (var damaged in all)
        {
            if (Xunit.Record.Exception(() => NumpyFile.ReadArchive(damaged)) is not { } refused) continue;
            var message = Assert.IsType<InvalidDataException>(refused).Message;
            Assert.Matches("(write|get|name|split|save|Save|correct|change)", message);
            Assert.DoesNotContain("Central Directory", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_read(string type, byte[] data) => Assert.Equal(Numbers, NumpyFile.Read(Npy(type, "2, 3", data))[0].Values);

    [Theory]
    [MemberData(nameof(WholeTypes))]
    public void Every_whole_type_is_read(string type, byte[] data) =>
        Assert.Equal(Numbers.Select(v => Math.Truncate(v)), NumpyFile.Read(Npy(type, "2, 3", data))[0].Values);

    [Fact]
    public void The_order_of_Fortran_is_undone()
    {
        byte[] data = [.. Enumerable.Range(0, 24).Select(k => (byte)k)];
        var array = NumpyFile.Read(Npy("|u1", "2, 3, 4", data, isFortran: true))[0];
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                for (var k = 0; k < 4; k++) Assert.Equal(i + (2 * j) + (6 * k), array.Values[(((i * 3) + j) * 4) + k]);
            }
        }
    }

    [Fact]
    public void Arrays_become_columns()
    {
        Assert.Equal(["0", "1", "2"], GivenTable.Read(Npy("<f8", "2, 3", Bytes(BitConverter.GetBytes))).Columns.ToArray());
        Assert.Equal(["0"], GivenTable.Read(Npy("|b1", "3,", [1, 0, 1])).Columns.ToArray());
        var table = GivenTable.Read(Npz(("x", Npy("<f8", "2, 3", Bytes(BitConverter.GetBytes))), ("label", Npy("|u1", "2,", [0, 1]))));
        Assert.Equal(["x[0]", "x[1]", "x[2]", "label"], table.Columns.ToArray());
        Assert.Equal([0, 1.5, 3, 0, -4.5, 6, 7.5, 1], table.Values.Span.ToArray());
        Assert.Equal("row 2, column 'x[1]'", table.Place(1, 1));
        Assert.Equal(["w1", "w2"], GivenTable.Read(Record(
            "('w1', '<f8'), ('w2', '<i4')", [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(7)])).Columns.ToArray());
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "declares the shape (2, 3) of 8 bytes each and holds 40 bytes", Npy("<f8", "2, 3", Bytes(BitConverter.GetBytes)[..40]) },
        { "holds 49 bytes", Npy("<f8", "2, 3", [.. Bytes(BitConverter.GetBytes), 0]) },
        { "holds no numbers of a type that is read", Npy("<c16", "1,", new byte[16]) },
        { "holds no numbers of a type that is read", Npy("|O", "1,", new byte[8]) },
        { "holds no numbers of a type that is read", Record("('a', '<f8'), ('b', '<U3')", new byte[20]) },
        {
            "the integer 9007199254740993 is no float64, whose numbers have 53 binary digits: write it as a float.",
            Npy("<i8", "1,", BitConverter.GetBytes(9007199254740993))
        },
        { "ends inside its header", Npy("<f8", "2, 3", [])[..30] },
        { "is a single number", Npy("<f8", "", BitConverter.GetBytes(1.0)) },
        { "x has 2 rows, label has 3", Npz(("x", Npy("|u1", "2,", [0, 1])), ("label", Npy("|u1", "3,", [0, 1, 1]))) },
        { "The archive holds notes.txt", Npz(("notes.txt", [1])) },
        { "at most 2147483591 are read", Npy("|u1", "100000, 100000", []) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_cut_or_no_number_is_refused(string message, byte[] file) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => GivenTable.Read(file)).Message, StringComparison.Ordinal);

    /// <summary>Written by NumPy 1.24: numpy.save(f, numpy.asfortranarray(numpy.arange(6.).reshape(2, 3))).</summary>
    [Fact]
    public void A_file_of_NumPy_itself_is_read()
    {
        byte[] file = [0x93, .. Encoding.Latin1.GetBytes("NUMPY\u0001\0v\0{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }".PadRight(126)
            + "\n"), .. new[] { 0.0, 3, 1, 4, 2, 5 }.SelectMany(BitConverter.GetBytes)];
        Assert.Equal([0, 1, 2, 3, 4, 5], GivenTable.Read(file).Values.Span.ToArray());
    }

    [Theory]
    [InlineData("6,", "Element 6 of the array is 256;")]
    [InlineData("6, 1", "Element (6, 1), counted from 1, of the array is 256;")]
    [InlineData("2, 1, 3", "Element (2, 1, 3), counted from 1, of the array is 256;")]
    public void An_element_that_is_no_byte_is_named_as_its_author_counts(string shape, string message)
    {
        var file = Npy("<f8", shape, [.. new[] { 0.0, 1, 2, 255, 4, 256 }.SelectMany(BitConverter.GetBytes)]);
        var part = shape == "2, 1, 3" ? ImagePart.Images : ImagePart.Labels;
        var error = Assert.Throws<InvalidDataException>(() => GivenArrays.Images(file, part, null));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    internal static byte[] Npy(string type, string shape, byte[] data, bool isFortran = false) => Of($"'{type}'", shape, data, isFortran);

    internal static byte[] Npz(params (string Name, byte[] Content)[] entries)
    {
        var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name.Contains('.', StringComparison.Ordinal) ? name : $"{name}.npy").Open();
                stream.Write(content);
            }
        }
        return target.ToArray();
    }

    private static byte[] Record(string fields, byte[] data) => Records(fields, "1,", data);

    internal static byte[] Records(string fields, string shape, byte[] data) => Of($"[{fields}]", shape, data, isFortran: false);

    private static byte[] Of(string type, string shape, byte[] data, bool isFortran)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': {type}, 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({shape}), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. data];
    }

    private static byte[] Bytes(Func<double, byte[]> convert) => [.. Numbers.SelectMany(convert)];
}
