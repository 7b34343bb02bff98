using System.Text;
using Parquet;
using Parquet.Schema;
using Pipelines.Pipeline.Storage.Given;
using PureHDF;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>What figures read: columns of numbers beside texts and others, whatever the format.</summary>
public sealed class LooseTableTests
{
    private static readonly double[] Numbers = [0.1, double.NaN, 0.9];
    private static readonly string[] Names = ["run a", "", "b"];

    /// <summary>The numbers 0.1, none, 0.9 in x and the texts in run, by each writer.</summary>
    public static TheoryData<string, byte[]> Formats => new()
    {
        { "csv", "x,run\n0.1,run a\n,\n0.9,b\n"u8.ToArray() },
        { "csv of R", "x,run\n0.1,run a\nNA,\n0.9,b\n"u8.ToArray() },
        { "parquet", Parquet(new ParquetSchema(new DataField<double?>("x"), new DataField<string>("run")), true) },
        { "npz", NumpyFileTests.Npz(("x", NumpyFileTests.Npy("<f8", "3,", Bytes(Numbers))), ("run", NumpyFileTests.Npy("<U5", "3,", Fixed(Names)))) },
        { "npz of bytes", NumpyFileTests.Npz(
            ("x", NumpyFileTests.Npy("<f8", "3,", Bytes(Numbers))),
            ("run", NumpyFileTests.Npy("|S5", "3,", [.. Names.SelectMany(n => Encoding.ASCII.GetBytes(n.PadRight(5, '\0')))]))) },
        { "hdf5", Hdf5(new() { ["x"] = Numbers, ["run"] = Names }) },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Texts_stand_beside_numbers_and_a_number_that_is_missing_is_NaN(string format, byte[] file)
    {
        var table = GivenTable.ReadLoose(file);
        Assert.Equal(["run", "x"], table.Numbers.Columns.Order());
        Assert.Equal(Numbers, Column(table, "x"));
        Assert.Equal(["run"], table.Others.Keys);
        Assert.Equal(Names, table.Others["run"].Values.ToArray());
        Assert.Contains("'run a'", table.Others["run"].Problem, StringComparison.Ordinal);
        // Data to train on have numbers in every cell.
        Assert.True(Assert.Throws<InvalidDataException>(() => GivenTable.Read(file)).Message.Length > 0, format);
    }

    public static TheoryData<string, byte[]> WithStrangers => new()
    {
        {
            "'when' is of a type that is not read as numbers",
            Parquet(new ParquetSchema(new DataField<double>("x"), new DateTimeDataField("when", DateTimeFormat.Timestamp)), false)
        },
        {
            "'when' holds several values a row",
            Parquet(new ParquetSchema(new DataField<double>("x"), new ListField("when", new DataField<double>("x"))), false)
        },
        {
            "when holds no numbers of a type that is read",
            NumpyFileTests.Npz(("x", NumpyFileTests.Npy("<f8", "3,", Bytes(Numbers))), ("when", NumpyFileTests.Npy("|O", "3,", new byte[24])))
        },
        {
            "when is a single number",
            NumpyFileTests.Npz(("x", NumpyFileTests.Npy("<f8", "3,", Bytes(Numbers))), ("when", NumpyFileTests.Npy("<f8", "", new byte[8])))
        },
        { "'when' is a single number", Hdf5(new() { ["x"] = Numbers, ["when"] = 1.5 }) },
        {
            "'when' holds texts, and not one a row",
            NumpyFileTests.Npz(("x", NumpyFileTests.Npy("<f8", "3,", Bytes(Numbers))), ("when", NumpyFileTests.Npy("<U1", "3, 2", new byte[24])))
        },
    };

    [Theory]
    [MemberData(nameof(WithStrangers))]
    public void What_is_not_read_is_refused_where_it_is_used_and_nowhere_else(string problem, byte[] file)
    {
        var table = GivenTable.ReadLoose(file);
        Assert.Equal(["when", "x"], table.Numbers.Columns.Order());
        Assert.Equal(3, Column(table, "x").Length);
        Assert.True(table.Others["when"].Values.IsDefault);
        Assert.Contains(problem.Replace("'", "", StringComparison.Ordinal), table.Others["when"].Problem.Replace("'", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_beside_arrays_are_no_columns()
    {
        var file = Hdf5(new() { ["x"] = Numbers, ["more"] = new H5Group { ["y"] = new[] { 1.0, 2 } } });
        Assert.Equal(["x"], GivenTable.ReadLoose(file).Numbers.Columns.ToArray());
        Assert.Equal(["y"], GivenTable.ReadLoose(file, "more").Numbers.Columns.ToArray());
    }

    [Fact]
    public void Records_of_NumPy_with_a_text_are_read()
    {
        byte[] rows = [.. Names.Zip(Numbers).SelectMany(r => Fixed([r.First]).Concat(BitConverter.GetBytes(r.Second)))];
        var table = GivenTable.ReadLoose(NumpyFileTests.Records("('run', '<U5'), ('x', '<f8')", "3,", rows));
        Assert.Equal(Numbers, Column(table, "x"));
        Assert.Equal(Names, table.Others["run"].Values.ToArray());
    }

    private static double[] Column(LooseTable table, string name)
    {
        var column = table.Numbers.IndexOf(name);
        return [.. Enumerable.Range(0, table.Numbers.Rows).Select(row => table.Numbers.Values[row, column])];
    }

    private static byte[] Bytes(double[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    private static byte[] Fixed(string[] texts) => [.. texts.SelectMany(t => Encoding.UTF32.GetBytes(t.PadRight(5, '\0')))];

    private static byte[] Hdf5(H5File file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Parquet(ParquetSchema schema, bool hasGap)
    {
        using var stream = new MemoryStream();
        async Task WriteAsync()
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, stream);
            using var group = writer.CreateRowGroup();
            foreach (var field in schema.GetDataFields())
            {
                if (field.Name == "run")
                    await group.WriteAsync<ReadOnlyMemory<char>>(field, (ReadOnlyMemory<char>?[])["run a".AsMemory(), null, "b".AsMemory()]);
                else if (field.ClrType == typeof(DateTime)) await group.WriteAsync<DateTime>(field, new DateTime[3]);
                else if (field.Path.Length > 1) await group.WriteAsync<double>(field, (double?[])[1, 2, 3], (int[])[0, 0, 0]);
                else if (hasGap) await group.WriteAsync<double>(field, (double?[])[0.1, null, 0.9]);
                else await group.WriteAsync<double>(field, (double[])[0.1, 0.5, 0.9]);
            }
            group.CompleteValidate();
        }
        WriteAsync().GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
