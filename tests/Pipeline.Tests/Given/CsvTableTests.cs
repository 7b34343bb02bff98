using System.Globalization;
using System.IO.Compression;
using System.Text;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Pipeline.Storage.Given;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>Tables as pandas, R, NumPy and spreadsheets write them: the right numbers, or a message that names line, column and cause.</summary>
public class CsvTableTests
{
    private const string Plain = "x,y,label\n1,-2.5e-3,1\n0.1,4,-1\n";

    public static TheoryData<string, string> SameNumbers => new()
    {
        { "plain", Plain },
        { "byte order mark, CRLF, blank lines at the end", "\uFEFF\"x\", y,label\r\n1,-2.5e-3,1\r\n0.1,4,-1\r\n\r\n" },
        { "no newline at the end", Plain.TrimEnd() },
        { "CR alone", Plain.Replace('\n', '\r') },
        { "blank lines anywhere", "\n \n" + Plain.Replace("\n", "\n\n", StringComparison.Ordinal) },
        { "all quoted", "\"x\",\"y\",\"label\"\n\"1\",\"-2.5e-3\",\"1\"\n\"0.1\",\"4\",\"-1\"\n" },
        { "labels quoted", "x,y,label\n1,-2.5e-3,\"1\"\n0.1,4,\"-1\"\n" },
        { "spaces around", "x , y,label\n 1, -2.5e-3 ,1\n0.1, \"4\",-1 \n" },
        { "semicolons", Plain.Replace(',', ';') },
        { "tabs", Plain.Replace(',', '\t') },
        { "bars", Plain.Replace(',', '|') },
        { "a spreadsheet's own line", "sep=;\n" + Plain.Replace(',', ';') },
        { "NumPy's header", "# " + Plain },
        { "flags as labels", "x,y,label\n1,-2.5e-3,TRUE\n0.1,4,-1\n" },
        { "plus and leading dots", "x,y,label\n+1,-.25e-2,1.\n.1,+4.0e0,-1\n" },
    };

    [Theory]
    [MemberData(nameof(SameNumbers))]
    public void The_same_numbers_are_read(string name, string text)
    {
        Assert.NotEmpty(name);
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(
            false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true)];
        foreach (var encoding in encodings)
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.TrimStart('\uFEFF'))];
            foreach (var table in new[] { GivenTable.Read(bytes), GivenTable.Read(Zipped(bytes)) })
            {
                Assert.Equal(["x", "y", "label"], table.Columns.ToArray());
                Assert.Equal([1, -2.5e-3, 1, 0.1, 4, -1], table.Values.Span.ToArray());
            }
        }
    }

    [Theory]
    [InlineData("", "The file is empty; name the columns in its first line.")]
    [InlineData("\n\n  \n", "The file is empty; name the columns in its first line.")]
    [InlineData("1,2\n3,4", "Line 1 holds numbers; it must name the columns. Write their names above.")]
    [InlineData("\n1,2\n3,4", "Line 2 holds numbers; it must name the columns. Write their names above.")]
    [InlineData("x,x\n1,2", "Line 1 names the column 'x' twice; rename one.")]
    [InlineData("x,y\n1,2\n3", "Line 3 has 1 fields; line 1 names 2 columns; write a number for each column.")]
    [InlineData("\nx,y\n\n1,2\n3", "Line 5 has 1 fields; line 2 names 2 columns; write a number for each column.")]
    [InlineData("x,y\n1,two", "Line 2, column 'y': 'two' is no number; write one.")]
    [InlineData("x\ty\n1\t2x", "Line 2, column 'y': '2x' is no number; write one.")]
    [InlineData(
        "x\n1234567890123456789012345678901234567890a\n",
        "Line 2, column 'x': '1234567890123456789012345678901234567890...' is no number; write one.")]
    [InlineData("x,y\n1;2", "Line 2 has 1 fields; line 1 names 2 columns; write a number for each column.")]
    [InlineData("x;y\n1,5;2", "Line 2, column 'x': '1,5' is no number; write a decimal point, and do not part thousands.")]
    [InlineData("x,y\n\"1,5\",2", "Line 2, column 'x': '1,5' is no number; write a decimal point, and do not part thousands.")]
    [InlineData("x,y\n\"1,234.5\",2", "Line 2, column 'x': '1,234.5' is no number; write a decimal point, and do not part thousands.")]
    [InlineData("x y\n1 2\n", "Line 2, column 'x y': '1 2' is no number; part the columns by commas, not by spaces.")]
    [InlineData("x,y\n1,\n", "Line 2, column 'y' is empty; every cell needs a number. Write one, or leave the row out.")]
    [InlineData("x,y\n1,NA\n", "Line 2, column 'y': 'NA' is no number; every cell needs one. Write it, or leave the row out.")]
    [InlineData(
        "x,y\n1,2\n3,\"4\n5,6\n",
        "Line 3, column 'y': '4\n5,6\n' is no number; a quotation mark that is not closed takes the lines below it. Close it.")]
    [InlineData(
        ",x\n0,1\n1,2\n",
        "Line 1: column 1 has no name. If it holds the numbers of the rows, leave it out (pandas: index=False; R: row.names = FALSE); else name it.")]
    [InlineData(
        "x,y,\n0,1,\n",
        "Line 1: column 3 has no name. If it holds the numbers of the rows, leave it out (pandas: index=False; R: row.names = FALSE); else name it.")]
    [InlineData(
        "x,y\n\"1\",2,3\n",
        "Line 2 has 3 fields; line 1 names 2 columns; give names of rows a name of their own, or leave them out (R: row.names = FALSE).")]
    [InlineData(
        "Unnamed: 0,x\n0,1\n1,2\n",
        "The column 'Unnamed: 0' holds the numbers of the rows, an index. Leave it out (pandas: index=False), or give it another name if it is an "
            + "input.")]
    [InlineData(
        "x,index\n5,1\n6,2\n9,3\n",
        "The column 'index' holds the numbers of the rows, an index. Leave it out (pandas: index=False), or give it another name if it is an input.")]
    public void What_is_no_table_of_numbers_is_refused_by_place_and_cause(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => GivenTable.Read(Encoding.UTF8.GetBytes(text))).Message);

    /// <summary>pandas after a second round trip, readr, R's write.csv as read.csv names it.</summary>
    [Theory]
    [InlineData("Unnamed: 0.1")]
    [InlineData("Unnamed: 0_level_0")]
    [InlineData("...1")]
    [InlineData("X")]
    [InlineData("X.1")]
    public void Numbers_of_rows_are_no_input_by_whatever_name_a_program_gives_them(string name)
    {
        NumericTable Read(string values) => GivenTable.Read(Encoding.UTF8.GetBytes($"{name},y\n{values}"));
        var refused = Assert.Throws<InvalidDataException>(() => Read("1,5\n2,6\n"));
        Assert.Contains("holds the numbers of the rows", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, Read("1,5\n3,6\n").Columns.Length);
    }

    /// <summary>Text has no type: many programs write a large float without a point, and a number is the nearest float64.</summary>
    [Theory]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("70399827741014410", 7.039982774101441e16)]
    [InlineData("1e300", 1e300)]
    public void Large_numbers_are_read(string text, double number) =>
        Assert.Equal(number, GivenTable.Read(Encoding.UTF8.GetBytes($"x\n{text}\n")).Values[0, 0]);

    public static TheoryData<string, byte[]> NoText => new()
    {
        { "Byte 2 is zero, so that this is no text in UTF-8", Encoding.Unicode.GetBytes("x,y\n1,2") },
        { "Line 2: byte 3 of it is not UTF-8. Save the file as UTF-8.", [.. "x,y\n1,"u8, 0xE9, .. "\n"u8] },
        { "Line 1: byte 2 of it is not UTF-8", Encoding.Latin1.GetBytes("xé,y\n1,2") },
        { "The file is an Arrow file, which is not read", [.. "ARROW1\0\0"u8] },
        { "The file is compressed with bzip2, which is not read", [.. "BZh91AY"u8] },
        { "is not a sound gzip file: it is damaged, ends early", Zipped(Encoding.UTF8.GetBytes(Plain))[..^3] },
    };

    [Theory]
    [MemberData(nameof(NoText))]
    public void What_is_no_text_says_what_it_is(string message, byte[] file) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => GivenTable.Read(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_compressed_file_that_ends_early_is_refused_wherever_it_ends()
    {
        var whole = Zipped(Encoding.UTF8.GetBytes(Plain));
        for (var length = 2; length < whole.Length; length++) Assert.Throws<InvalidDataException>(() => GivenTable.Read(whole[..length]));
        Assert.Equal(2, GivenTable.Read(whole).Rows);

        // Several members make one file.
        byte[] two = [.. Zipped(Encoding.UTF8.GetBytes(Plain)), .. Zipped("5,6,1\n"u8.ToArray())];
        Assert.Equal(3, GivenTable.Read(two).Rows);
    }

    [Fact]
    public void Numbers_are_those_of_the_framework_and_rows_know_their_lines()
    {
        var random = new Random(5);
        double[] numbers = [.. Enumerable.Range(0, 3000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite)];
        var table = GivenTable.Read(Encoding.UTF8.GetBytes("x\n" + string.Join(
            "\n\n", numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)))));
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), table.Values.Span.ToArray().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal("line 4, column 'x'", table.Place(1, 0));
    }

    [Fact]
    public void Infinities_and_nan_are_read_as_other_programs_write_them()
    {
        var table = GivenTable.Read("x\ninf\n-Inf\nInfinity\nNaN\nnan\n"u8.ToArray());
        Assert.Equal(
            [double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NaN, double.NaN], table.Values.Span.ToArray());
    }

    /// <summary>Fifty thousand columns are a few times ten thousand, not twenty-five times: looked up in a dictionary, and counted here by what is
    /// allocated.</summary>
    [Fact]
    public void Many_columns_cost_no_more_than_their_number()
    {
        long Allocated(int columns)
        {
            var text = Encoding.UTF8.GetBytes(
                $"{string.Join(',', Enumerable.Range(0, columns).Select(k => $"x{k}"))},label\n{string.Join(
                    ',', Enumerable.Repeat("0.5", columns))},1\n{string.Join(',', Enumerable.Repeat("1.5", columns))},0\n");
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (examples, _) = GivenExamples.Training<float>(
                LabelledTable.Of(GivenTable.Read(text), new("label")), Pipelines.Model.MeanFieldHinge.Data.ReferenceRule.ClassMeanDifference);
            Assert.Equal(columns, examples.InputDimension);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Allocated(100);
        Assert.True(Allocated(200_000) < 30 * Allocated(10_000));
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionLevel.Fastest)) stream.Write(bytes);
        return target.ToArray();
    }
}
