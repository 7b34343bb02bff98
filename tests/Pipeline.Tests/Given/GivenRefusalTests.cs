using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Faults;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>
/// A given file that does not serve is refused by <c>check</c>, which looks into every one, in the words of <c>run</c>. Every message begins with
/// the path, names the line where the file has lines, and ends with what to do.
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
    public void A_check_refuses_the_file_in_the_words_of_the_run_at_the_place_that_names_it(string kind, string wrong)
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
        Assert.Equal((ExitCode.PointsFailed, ExitCode.PointsFailed, ExitCode.Usage), (warm.Code, cold.Code, check.Code));
        var sentence = Assert.Single(cold.Error.Split('\n'), l => l.StartsWith("point 0: ", StringComparison.Ordinal))["point 0: ".Length..];
        Assert.Contains(sentence, warm.Error, StringComparison.Ordinal);
        var (place, said) = (check.Error.Split(": error: ")[0], check.Error.Split(": error: ")[1].Split('\n')[0]);
        Assert.Equal(sentence, said);
        Assert.Matches(set.Any(s => s.Contains(file, StringComparison.Ordinal)) ? @"^command line:\d+$" : @"own\.yaml:\d+:\d+$", place);
        Assert.Matches($"^{Regex.Escape(file)}[: ]", sentence);
        if (text.HasLine) Assert.Matches("[Ll]ine [0-9]+", sentence);
        Assert.Matches(Advice(), sentence);
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
