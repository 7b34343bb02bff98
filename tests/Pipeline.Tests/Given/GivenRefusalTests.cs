using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Faults;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>
/// A given file that does not serve is refused by <c>check</c>, which looks into every one, and by <c>run</c> in the same words before anything is
/// computed. Every message begins with the path, names the line where the file has lines, and ends with what to do.
/// </summary>
public sealed partial class GivenRefusalTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    /// <summary>Something wrong with a text of numbers: how it is made of a good one, and whether one line is at fault.</summary>
    private static readonly (string Name, Func<string, string> Change, bool HasLine)[] Texts =
    [
        ("empty", _ => "", false),
        ("names alone", t => t[..(t.IndexOf('\n', StringComparison.Ordinal) + 1)], false),
        ("no names", t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..], true),
        ("a field more", t => t.TrimEnd() + ",1\n", true),
        ("a word", t => t.TrimEnd()[..^1] + "x\n", true),
        ("an empty cell", t => t.Replace("\n", ",\n", StringComparison.Ordinal), true),
        ("a row more", t => t + t.TrimEnd().Split('\n')[^1] + "\n", false),
        ("not finite", t => t.TrimEnd()[..(t.TrimEnd().LastIndexOfAny([',', '\n']) + 1)] + "inf\n", true),
        ("a column twice", t => string.Join('\n', t.TrimEnd().Split('\n').Select(l => $"{l},{l}")) + "\n", true),
        ("another encoding", t => t + "\u00e9", true),
    ];

    private static readonly (string Name, Func<byte[], byte[]> Change)[] Bytes =
    [
        ("cut", b => b[..^3]), ("nothing", _ => []), ("three bytes", b => b[..3]), ("text", _ => "no numbers\n"u8.ToArray()),
        ("a spreadsheet", _ => [0xD0, 0xCF, 0x11, 0xE0, 1, 2]), ("half a gzip", Gzipped), ("more appended", b => [.. b, 1, 2, 3]),
    ];

    /// <summary>Everything that can be wrong with every kind of file; by default every third of it, so that each kind and each mistake is
    /// among them.</summary>
    public static TheoryData<string, string> Wrong
    {
        get
        {
            var all = GivenExperiment.Kinds.SelectMany(kind => kind.File.EndsWith(".csv", StringComparison.Ordinal)
                ? [.. Texts.Select(t => (kind.Name, t.Name)), (kind.Name, "a spreadsheet"), (kind.Name, "half a gzip")]
                : Bytes.Select(b => (kind.Name, b.Name)));
            return [.. all.Where((_, i) => Tier.IsDeep || i % 3 == i / 12 % 3)];
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_and_run_refuse_the_file_in_the_same_words_at_the_place_that_names_it(string kind, string wrong)
    {
        var (set, file) = _experiment.Prepare(kind);
        Assert.Equal(ExitCode.Complete, _experiment.Run("check", "warm", set).Code);
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "warm", set).Code);
        var good = File.ReadAllBytes(_experiment.Path(file));
        var text = Array.Find(Texts, t => t.Name == wrong);
        File.WriteAllBytes(_experiment.Path(file), text.Change is { } change
            ? Encoding.Latin1.GetBytes(change(Encoding.Latin1.GetString(good)))
            : Array.Find(Bytes, b => b.Name == wrong).Change(good));
        var (warm, cold) = (_experiment.Run("run", "warm", set), _experiment.Run("run", "cold", set));
        var check = _experiment.Run("check", "never", set);

        // A longer file of masks serves, and so do classes behind the last one.
        if (cold.Code == ExitCode.Complete)
        {
            Assert.Equal((ExitCode.Complete, ExitCode.Complete), (warm.Code, check.Code));
            return;
        }
        Assert.Equal((ExitCode.Usage, ExitCode.Usage, ExitCode.Usage), (warm.Code, cold.Code, check.Code));
        Assert.EndsWith(check.Error, warm.Error, StringComparison.Ordinal);
        Assert.EndsWith(check.Error, cold.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_experiment.Path("of-cold")));
        Assert.False(Directory.Exists(_experiment.Path("cold/runs")));
        var (place, sentence) = (check.Error.Split(": error: ")[0], check.Error.Split(": error: ")[1].Split('\n')[0]);
        Assert.Matches(set.Any(s => s.Contains(file, StringComparison.Ordinal)) ? @"^command line:\d+$" : @"own\.yaml:\d+:\d+$", place);
        Assert.Matches($"^{Regex.Escape(file)}[: ]", sentence);
        if (text.HasLine) Assert.Matches("[Ll]ine [0-9]+", sentence);
        Assert.Matches(Advice(), sentence);
    }

    /// <summary>A sweep of which one point alone is given a bad file, a cluster, a written plan, and points that are run again.</summary>
    [Theory]
    [InlineData("parameters", "network.initialParameters=network.csv,bad.csv")]
    [InlineData("weights", "given.weights=weights.csv,bad.csv")]
    [InlineData("drawn rows", "dataset.file=data.csv,bad.csv")]
    public void No_point_of_a_sweep_is_run_where_one_cannot_be(string kind, string sweep)
    {
        var set = _experiment.Prepare(kind).Set.Where(s => !sweep.StartsWith(s.Split('=')[0], StringComparison.Ordinal)).Append(sweep).ToArray();
        _experiment.Write("bad.csv", "w\nnone\n");
        var check = _experiment.Run("check", "never", set);
        Assert.Equal(ExitCode.Usage, check.Code);
        foreach (var more in (string[][])[[], ["--on", "script"], ["--on", "slurm", "--dry-run"]])
        {
            var run = _experiment.Run("run", "store", set, null, more);
            Assert.Equal(ExitCode.Usage, run.Code);
            Assert.EndsWith(check.Error, run.Error, StringComparison.Ordinal);
        }
        var plan = _experiment.Run("plan", "store", set, null, "-o", _experiment.Path("plan.json"));
        Assert.True(plan.Code == ExitCode.Complete, plan.Error);
        var planned = _experiment.Run("run", "store", set, null, "--plan", _experiment.Path("plan.json"));
        Assert.Equal(ExitCode.Usage, planned.Code);
        Assert.EndsWith(check.Error, planned.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_experiment.Path("of-store")));
    }

    public static TheoryData<string> Kinds => GivenExperiment.Names;

    /// <summary>What is stored was made of files that served: they are not read again but for their digest.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_is_read_for_its_key_for_the_look_and_for_the_run_and_once_where_all_is_stored(string kind)
    {
        var (set, file) = _experiment.Prepare(kind);
        string[] one = kind == "drawn samples" ? [.. set, "training.seeds=1"] : set;
        var first = _experiment.Run("run", "store", one, new ChangingFiles(file, null, reads: kind == "drawn samples" ? 5 : 3));
        Assert.True(first.Code == ExitCode.Complete, first.Error);
        var again = _experiment.Run("run", "store", one, new ChangingFiles(file, null, reads: 1));
        Assert.True(again.Code == ExitCode.Complete, again.Error);
    }

    /// <summary>The last clause says what to do.</summary>
    [GeneratedRegex(@"(^|[.:;] )(else )?(write|name|correct|copy|leave|save|get|give|add|change|rename|split|take|decrease|close|part)\b[^;]*\.$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Advice();

    private static byte[] Gzipped(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return stream.ToArray()[..^6];
    }
}
