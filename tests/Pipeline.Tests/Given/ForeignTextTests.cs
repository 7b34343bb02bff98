using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>Whatever stands in a given file, a message that quotes it has its lines and nothing that a terminal obeys.</summary>
public sealed class ForeignTextTests
{
    /// <summary>A text that means nothing, and others that must be told as it is.</summary>
    private const string Plain = "odd";

    public static TheoryData<string> Texts => new("odd\r\nerror:\t0 points\u001b[2J\u202e\u2028\u0085\ufeff");

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_message_has_the_lines_that_it_has_for_a_plain_text(string text)
    {
        var (seen, plain) = (0, Files(Plain).ToList());
        foreach (var ((kind, name, content, set), (_, _, harmless, plainSet)) in Files(text).Zip(plain))
        {
            var (expected, found) = (Run(kind, name, harmless, plainSet), Run(kind, name, content, set));
            var what = $"{kind}, {name}: {found.Error}";
            Assert.True(expected.Code != ExitCode.Complete, $"{kind}, {name} is refused for nothing");
            Assert.True(expected.Code == found.Code && Lines(expected.Error) == Lines(found.Error), $"{what} in place of {expected.Error}");
            Assert.True(UnsafeCharacters.IndexIn(found.Error) < 0 && !found.Error.Contains('\t', StringComparison.Ordinal), what);
            if (expected.Error.Contains(Plain, StringComparison.Ordinal)) seen++;
        }
        Assert.InRange(seen, 14, plain.Count);
    }

    [Fact]
    public void A_name_that_can_be_shown_in_part_names_its_column()
    {
        using var experiment = new GivenExperiment();
        var (set, _) = experiment.Prepare("table");
        experiment.Write("data.csv", "\"x\n1\",x2,label\n1,0.1,1\n-1.5,0.2,-1\n0.3,-0.3,1\n-0.2,0.4,-1\n2,-0.5,1\n-2.5,0.6,-1\n");
        experiment.Write("test.csv", "\"x\n1\",x2,label\n1.5,0.1,1\n-1,0.2,-1\n0.7,-0.3,1\n");
        var run = experiment.Run("run", "store", set);
        Assert.True(run.Code == ExitCode.Complete, run.Error);
    }

    private static (int Code, string Output, string Error) Run(string kind, string name, byte[] content, string[] set)
    {
        using var experiment = new GivenExperiment();
        var (more, _) = experiment.Prepare(kind);
        File.WriteAllBytes(experiment.Path(name), content);
        return experiment.Run("run", "store", [.. more, .. set]);
    }

    private static int Lines(string text) => text.Count(c => c == '\n');

    /// <summary>Files that are refused, with a text wherever one can stand: names of columns, of parts and of fields, and cells.</summary>
    private static IEnumerable<(string Kind, string Name, byte[] Content, string[] Set)> Files(string text)
    {
        var quoted = $"\"{text}\"";
        (string Kind, string Name, string Content)[] tables =
        [
            ("table", "data.csv", $"x1,x2,label\n1,{quoted},1\n"),
            ("table", "data.csv", $"{quoted},{quoted},label\n1,2,1\n"),
            ("table", "data.csv", $"{quoted},x2,label\nnan,2,1\n"),
            ("table", "data.csv", $"{quoted},x2,label\n1,abc,1\n"),
            ("table", "data.csv", $"{quoted},x2,label\n,1,1\n"),
            ("table", "data.csv", $"{quoted},x2\n1,2\n"),
            ("test table", "test.csv", $"{quoted},x2,label\n1,2,1\n"),
            ("parameters", "network.csv", $"{quoted},w1,w2\n1,2,3\n"),
            ("parameters", "network.csv", $"outerWeight,{quoted},w2\n1,inf,3\n"),
            ("samples", "data.csv", $"{quoted},x2,label\nnan,2,1\n"),
            ("weights", "weights.csv", $"{quoted},w\n1,2\n"),
            ("weights", "weights.csv", $"{quoted}\nnan\n"),
            ("masks", "masks.csv", $"{quoted},s2,s3,s4,s5,s6\n7,0,1,0,1,0\n"),
        ];
        foreach (var (kind, name, content) in tables) yield return (kind, name, Encoding.UTF8.GetBytes(content), []);
        foreach (var file in (string[])["data.npz", "data.parquet"])
        {
            string[] set = [$"dataset.file={file}"];
            if (file == "data.npz")
            {
                yield return ("table", file, Npz(($"{text}.npy", Npy("'<c8'", "2,", 16))), set);
                yield return ("table", file, Npz(($"{text}.npy", Npy("'<f8'", "2,", 16)), ("y.npy", Npy("'<f8'", "3,", 24))), set);
                yield return ("table", file, Npz(($"{text}.txt", [1, 2, 3])), set);
                yield return ("table", file, Npz(($"{text}.npy", Npy("'<f8'", "6,", 48))), set);
                yield return ("table", file, Npz(($"{text}.npy", Npy("'<f8'", "6,", 48))), ["dataset.file=data.npz#nothing"]);
            }
            else if (file == "data.parquet")
            {
                yield return ("table", file, Parquet(new(text, ColumnType.Text, "", ""), new Column.Texts(["a", "b"])), set);
                yield return ("table", file, Parquet(new(text, ColumnType.Number, "", ""), new Column.Numbers([1, 2])), set);
            }
        }
    }

    private static byte[] Parquet(ColumnSchema schema, Column column)
    {
        using var stream = new MemoryStream();
        var table = new Table(new("given", "", [schema]), [column]);
        TableParquet.WriteAsync(stream, table.Schema, [table], ImmutableDictionary<string, string>.Empty).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static byte[] Npz(params (string Name, byte[] Content)[] entries)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(content);
            }
        }
        return target.ToArray();
    }

    private static byte[] Npy(string type, string shape, int bytes)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': {type}, 'fortran_order': False, 'shape': ({shape}), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. new byte[bytes]];
    }
}
