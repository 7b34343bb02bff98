using System.Text;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Whatever the bytes are: a named error with its place, at most 100 ms and 64 MB, never an exception.</summary>
public class HostileTextTests
{
    private const int MostBytes = ExperimentText.MaximumBytes;

    /// <summary>Of processor time. These texts take 20 to 100 ms, up to 0.4 s where twenty others share two processors; with the square of their
    /// size they would take minutes.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    private static Checked<ExperimentDefinition> Load(byte[] bytes) => ExperimentFile.Load("x.yaml", bytes, [], Sample.Registry);

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string[] Errors(byte[] bytes) =>
        Load(bytes).Match<string[]>(_ => ["valid"], errors => [.. errors.Select(e => $"{e.Line}:{e.Column} {e.Message}")]);

    private static string First(byte[] bytes) => Errors(bytes)[0];

    public static TheoryData<string, string> Refused => new()
    {
        { "", "1:1 The file is empty." },
        { "# only a remark\n", "2:1 The file is empty." },
        { "- a\n- b\n", "1:1 An experiment file begins with keys and values, not with a list." },
        { "hello", "1:1 An experiment file begins with keys and values, not with the text 'hello'." },
        { "a: 1\nb: 2\na: 3\n", "3:1 The key 'a' is given twice; the first is at line 1, column 1." },
        { "a: {b: 1, 'b': 2}\n", "1:11 The key 'b' is given twice; the first is at line 1, column 5." },
        { "a: !!int 5\n", "1:4 Tags such as '!!int' cannot be used in an experiment file." },
        { "a: !python/object:os.system [ls]\n", "1:4 Tags such as '!python/object:os.system' cannot be used in an experiment file." },
        { "a: ! 5\n", "1:4 Tags such as '!' cannot be used in an experiment file." },
        { "%TAG !e! tag:example.com,2000:\n---\na: 1\n", "1:1 Tags cannot be used in an experiment file." },
        { "a: &x {b: 1}\nc:\n  <<: *x\n", "3:3 Merge keys ('<<') cannot be used in an experiment file." },
        { "a: *x\n", "1:4 No value before this one is marked &x." },
        { "a: &x [*x]\n", "1:8 No value before this one is marked &x." },
        { "? [a, b]\n: 1\n", "1:3 A key must be a plain word." },
        { "a: &x b\n*x : 1\n", "2:1 A key must be a plain word." },
        { "a: 1\n---\nb: 2\n", "2:1 A second document begins here; an experiment file holds one." },
        { "a: 1\n\tb: 2\n", "2:1 A tab cannot indent a line." },
        { "a:\n  \t- 1\n", "2:3 A tab cannot indent a line." },
        { "a: b: c\n", "1:5 A second 'key: value' on this line, or one indented below a value, makes no sense." },
        { "a: 1\n  b: 2\n", "2:4 A second 'key: value' on this line, or one indented below a value, makes no sense." },
        { "a: [1, 2\nb: 3\n", "1:4 This '[' is not closed." },
        { "a: {b: 1\nc: {d: 2}\n", "1:4 This '{' is not closed." },
        { "a: {b: 1\n", "1:4 This '{' is not closed." },
        { "a: [{b: 1, c: 2]\n", "1:16 This group misses a comma or its end." },
        { "a: [1, 2]]\n", "1:10 Expected the next 'key: value' here." },
        { "a: 'b\n", "1:4 This quoted text is not closed." },
        { "a: \"b\nc: d\n", "1:4 This quoted text is not closed." },
        { "a: 'it's'\n", "1:8 Expected the next 'key: value' here." },
        { "a: @b\n", "1:4 A value cannot begin with this character." },
        { "a: *\n", "1:4 A value cannot begin with this character." },
        { "a: {b: 1}\n c: 2\n", "2:2 Expected the next 'key: value' here." },
        { "a: 1\nb\nc: 2\n", "2:1 Expected the next 'key: value' here." },
        { "a:1\nb: 2\n", "2:2 Expected 'key: value' here." },
        { "a:1\n", "1:1 An experiment file begins with keys and values, not with the text 'a:1'." },
        { "- a\nb: c\n", "2:1 This line does not line up with the list above it." },
        { "a: \"\\q\"\n", "1:4 A backslash in double quotes begins an escape, and there is none of this name." },
        { "a: \"\\x1\"\n", "1:4 A backslash in double quotes begins an escape, and this one is not complete." },
        { "a: x\u202Ey\n", "1:5 The invisible character U+202E cannot stand in an experiment file." },
        { "a: 1\n\u2028b: 2\n", "2:1 The invisible character U+2028 cannot stand in an experiment file." },
        { "a: \u001b[31m\n", "1:4 The invisible character U+001B cannot stand in an experiment file." },
        { "a: 1\r\nb: \0\r\n", "2:4 A NUL character cannot stand in an experiment file." },
        { "a: 1\rb: \0\r", "2:4 A NUL character cannot stand in an experiment file." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Each_is_refused_by_name_at_its_place(string text, string error)
    {
        var errors = Errors(Encoding.UTF8.GetBytes(text));
        Assert.True(errors.Contains(error), string.Join('\n', errors));
    }

    [Fact]
    public void Other_encodings_are_named()
    {
        Assert.Equal("1:1 The file is UTF-16 or UTF-32, not UTF-8.", First([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a: 1")]));
        Assert.Equal("1:1 The file is UTF-16 or UTF-32, not UTF-8.", First(
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("a: 1")]));
        Assert.Equal("1:1 The file is UTF-16 or UTF-32, not UTF-8.", First([.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes("a: 1")]));
        Assert.Equal("1:2 A NUL character cannot stand in an experiment file.", First(Encoding.Unicode.GetBytes("a: 1")));
        Assert.Equal("2:4 The bytes here are not valid UTF-8.", First([.. "a: 1\nb: "u8, 0xE4, .. "\n"u8]));
        Assert.Equal("1:4 The bytes here are not valid UTF-8.", First([.. "a: "u8, 0xED, 0xA0, 0x80]));
        Assert.Equal("1:4 The bytes here are not valid UTF-8.", First([.. "a: "u8, 0xC0, 0x80]));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void A_byte_order_mark_any_line_end_and_tabs_between_values_are_accepted(string lineEnd)
    {
        var text = Sample.Minimal.Replace("seed: 2020", "seed:\t2020\t# remark", StringComparison.Ordinal).ReplaceLineEndings(lineEnd);
        Assert.Equal("valid", First([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]));
        Assert.Equal("6:26 learningRate cannot be 0.", First([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text.Replace(
            "0.5", "0", StringComparison.Ordinal))]));
    }

    [Fact]
    public void Aliases_are_resolved_within_their_limit()
    {
        Assert.Equal("valid", First(Encoding.UTF8.GetBytes(Sample.Minimal.Replace(
            "steps: 2000", "steps: &n 2000", StringComparison.Ordinal) + "record: {log: *n}")));
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 40)
            .Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n"));
        Assert.Equal("5:10 Aliases stand for more than 1000 values.", First(Encoding.UTF8.GetBytes(bomb)));
        var tower = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 80).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));
        Assert.Contains("Aliases stand for more than 1000 values.", First(Encoding.UTF8.GetBytes(tower)), StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, (Func<string> Text, string Error)> Large = new()
    {
        ["nested lists"] = (() => new string('[', 100_000), "1:65 Nested more than 64 levels deep."),
        ["nested groups"] = (() => Repeat("{a: ", 100_000), "1:254 Nested more than 64 levels deep."),
        ["nested items"] = (() => Repeat("- ", 100_000), "1:129 Nested more than 64 levels deep."),
        ["nested keys"] = (() => Repeat("? ", 100_000), "1:129 Nested more than 64 levels deep."),
        ["nested indents"] = (() => string.Concat(Enumerable.Range(0, 1300)
            .Select(i => new string(' ', i) + "a:\n")), "64:64 Nested more than 64 levels deep."),
        ["a long text"] = (() => "title: " + new string('a', MostBytes - 7), "1:1 The experiment needs experiment"),
        ["a long quoted text"] = (() => "title: \"" + new string('a', MostBytes - 9) + "\"", "1:1 The experiment needs experiment"),
        ["a long number"] = (() => "experiment: x\nsystem: sample-system\nseed: " + new string(
            '1', MostBytes - 60), "1:1 The experiment needs dataset"),
        ["a long exponent"] = (() => "experiment: x\nsystem: other-system\nseed: 1\nvalue: 1e" + new string('1', MostBytes - 60), "4:8 "),
        ["a long fraction"] = (() => "experiment: x\nsystem: other-system\nseed: 1.0" + new string(
            '0', MostBytes - 60) + "1", "3:7 seed must be a whole number, not the text"),
        ["a long key"] = (() => new string('k', MostBytes - 3) + ": 1", "1:"),
        ["a long mistyped key"] = (() => "experiment: x\nsystem: sample-system\nseed: 1\n" + new string(
            'k', 1000) + ": 1", "1:1 The experiment needs dataset"),
        ["a long dotted path"] = (() => "experiment: x\nsystem: sample-system\nseed: 1\nsweep: {" + Repeat(
            "a.", 500) + "a: [1]}", "1:1 The experiment needs dataset"),
        ["a long name"] = (() => "experiment: " + new string('.', MostBytes - 100) + "\nsystem: other-system\nseed: 1\n", "1:13 "),
        ["many short lines in quotes"] = (() => "title: \"" + Repeat("a\n ", (MostBytes / 3) - 4) + "\"", "1:1 The experiment needs experiment"),
        ["many escapes"] = (() => "title: \"" + Repeat("\\n", (MostBytes / 2) - 6) + "\"", "1:1 The experiment needs experiment"),
        ["a long block"] = (() => "title: |\n" + Repeat(" a\n", (MostBytes / 3) - 6), "1:1 The experiment needs experiment"),
        ["a long folded block"] = (() => "title: >\n" + Repeat(" a\n", (MostBytes / 3) - 6), "1:1 The experiment needs experiment"),
        ["a long remark"] = (() => "#" + new string('a', MostBytes - 1), "1:1048577 The file is empty."),
        ["many remarks"] = (() => Repeat("#\n", MostBytes / 2), "524289:1 The file is empty."),
        ["many empty lines"] = (() => new string('\n', MostBytes), "1048577:1 The file is empty."),
        ["spaces"] = (() => "a: " + new string(' ', MostBytes - 3), "1:1 The experiment needs experiment"),
        ["tabs"] = (() => "a: " + new string('\t', MostBytes - 3), "1:"),
        ["lines with tabs"] = (() => Repeat("a\tb\n", MostBytes / 4), "1:1 An experiment file begins with keys and values"),
        ["many numbers"] = (() => "[" + Repeat("1,", (MostBytes / 2) - 2) + "1]", "1:100000 The file has more than 50000 keys and values."),
        ["many items"] = (() => Repeat("- 1\n", MostBytes / 4), "50000:3 The file has more than 50000 keys and values."),
        ["many keys"] = (() => string.Concat(Enumerable.Range(0, 60_000)
            .Select(i => $"k{i}: {i}\n")), "25000:9 The file has more than 50000 keys and values."),
        ["many unknown keys"] = (() => Sample.Minimal + string.Concat(Enumerable.Range(0, 24_900)
            .Select(i => $"trainin{i}: {i}\n")), "7:1 There is no setting 'trainin0' here."),
        ["many repeated keys"] = (() => Repeat("a: 1\n", 24_900), "2:1 The key 'a' is given twice"),
        ["many anchors"] = (() => string.Concat(Enumerable.Range(0, 24_900)
            .Select(i => $"a{i}: &x{i} 1\n")), "1001:8 The file marks more than 1000 values with '&'."),
        ["many bad swept values"] = (() => Sample.Minimal + "sweep: {training.steps: [" + Repeat(
            "x,", 49_900) + "x]}", "7:26 steps must be a whole number"),
        ["many zipped settings"] = (() => Sample.Minimal + "sweep: {zip: {" + string.Concat(Enumerable.Range(0, 16_000)
            .Select(i => $"record.x{i}: [1],")) + "}}", "7:1605 More than 100 settings are swept."),
        ["many axes"] = (() => Sample.Minimal + "sweep: {" + string.Concat(Enumerable.Range(0, 5000)
            .Select(i => $"record.x{i}: {{lin: [1, 2, 1e6]}},")) + "}", "7:3099 More than 100 settings are swept."),
        ["many documents"] = (() => Repeat("---\n", MostBytes / 4), "2:1 A second document begins here"),
        ["many directives"] = (() => Repeat("%FOO a\n", MostBytes / 7) + "---\na: 1", "1:"),
        ["a long tag"] = (() => "a: !" + new string('a', MostBytes - 4), "1:4 Tags such as '!aaaa"),
        ["a long anchor"] = (() => "a: &" + new string('a', MostBytes - 6) + " 1", "1:1 The experiment needs experiment"),
        ["colons"] = (() => new string(':', MostBytes), "1:"),
        ["quotes"] = (() => new string('\'', MostBytes), "1:1 An experiment file begins with keys and values"),
        ["a file that is too large"] = (() => new string('a', MostBytes + 1), "1:1 The file is larger than 1 MiB"),
    };

    public static TheoryData<string> LargeNames => [.. Large.Keys];

    [Theory]
    [MemberData(nameof(LargeNames))]
    public void Size_costs_neither_time_nor_memory(string name)
    {
        var (text, error) = Large[name];
        var bytes = Encoding.UTF8.GetBytes(text());
        var errors = Errors(bytes);
        Assert.True(errors.Any(e => e.StartsWith(error, StringComparison.Ordinal)), $"{name}: {string.Join('\n', errors)}");
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Load(bytes);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated <= 64 << 20, $"{name}: {allocated >> 20} MB.");
        // The best of several: the compiler and the garbage of other tests are not this file's doing.
        var best = Time(bytes);
        for (var i = 0; i < 10 && best > MostTime; i++) best = TimeSpan.FromTicks(Math.Min(best.Ticks, Time(bytes).Ticks));
        Assert.True(best <= MostTime, $"{name}: {best.TotalMilliseconds:F0} ms.");
    }

    private static TimeSpan Time(byte[] bytes)
    {
        var start = ThreadClock.Now;
        Load(bytes);
        return ThreadClock.Now - start;
    }

    [Fact]
    public void Nothing_beyond_the_limit_is_read_from_a_file()
    {
        var endless = new Endless();
        var bytes = ExperimentText.ReadWithin(endless);
        Assert.Equal("1:1 The file is larger than 1 MiB, the most that an experiment file may have.", First(bytes));
        Assert.Equal(MostBytes + 1, endless.Position);
    }

    /// <summary>A file of any size, 100 MB say, all one scalar.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            Position += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
