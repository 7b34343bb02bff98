using Pipelines.Pipeline.Storage.Given;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>Files that DuckDB writes: the numbers that were meant, or a refusal that names the column; never other numbers.</summary>
public sealed class GivenTableTests : IDisposable
{
    private static readonly (string Type, string Expression)[] Numbers =
    [
        ("DOUBLE", "i / 7"), ("FLOAT", "i / 8"), ("BIGINT", "-i * 4000000000"), ("INTEGER", "-i"), ("SMALLINT", "-i"), ("TINYINT", "-(i % 100)"),
        ("HUGEINT", "i"), ("UINTEGER", "4294967290 + i % 5"), ("BOOLEAN", "i % 2 = 0"), ("UTINYINT", "i % 256"), ("USMALLINT", "i"),
        ("UBIGINT", "i * 4000000000"),
    ];

    /// <summary>Stored as integers or bytes that mean something else.</summary>
    private static readonly (string Type, string Expression)[] Others =
    [
        ("DECIMAL(9,2)", "i / 4"), ("DECIMAL(18,4)", "i / 4"), ("DECIMAL(38,4)", "i / 4"), ("DATE", "DATE '2020-01-01' + i::INT"),
        ("TIMESTAMP", "TIMESTAMP '2020-01-01'"),
        ("TIME", "TIME '01:00:00'"), ("UBIGINT", "18446744073709551610 + i % 5"), ("VARCHAR", "i"),
        ("UUID", "uuid()"), ("BLOB", "'ab'::BLOB"), ("INTERVAL", "INTERVAL 1 DAY"), ("DOUBLE[]", "[i::DOUBLE, 2]"),
        ("STRUCT(a DOUBLE)", "{'a': i::DOUBLE}"), ("DOUBLE", "CASE WHEN i <> 3 THEN 1.5 END"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DuckDbFact]
    public void Numbers_are_read_as_they_were_meant_and_other_types_are_refused()
    {
        string Select((string Type, string Expression) column) => $"SELECT ({column.Expression})::{column.Type} AS x FROM range(3000) t(i)";
        string File(int index) => _folder.File($"{index}.parquet");
        var all = Numbers.Concat(Others).ToList();
        var copies = all.Select((
            c,
            i) =>
                $"COPY ({Select(c)}) TO '{File(i)}' (FORMAT parquet, COMPRESSION {(i % 2 == 0 ? "snappy" : "gzip")}, ROW_GROUP_SIZE "
                    + $"2048{(i % 3 == 0 ? ", PARQUET_VERSION v2" : "")})");
        var sums = Numbers.Select(c => $"SELECT sum(x::DOUBLE * (row + 1)) FROM (SELECT x, row_number() OVER () AS row FROM ({Select(c)}))");
        var answers = DuckDb.Rows([.. copies, .. sums]);
        for (var i = 0; i < all.Count; i++)
        {
            var bytes = System.IO.File.ReadAllBytes(File(i));
            if (i >= Numbers.Length)
            {
                Assert.Throws<InvalidDataException>(() => GivenTable.Read(bytes));
                continue;
            }
            var table = GivenTable.Read(bytes);
            Assert.Equal(3000, table.Values.Rows);
            var expected = double.Parse(answers[all.Count + i][0][0]!, System.Globalization.CultureInfo.InvariantCulture);
            var sum = Enumerable.Range(0, 3000).Sum(row => table.Values[row, 0] * (row + 2));

            // DuckDB adds in another order: 3000 additions lose at most 3000 units in the last place.
            Assert.Equal(expected, sum, Math.Abs(expected) * 3000 * 2.3e-16);
        }
    }
}
