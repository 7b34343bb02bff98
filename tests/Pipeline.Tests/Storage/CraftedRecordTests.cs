using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Explanations;
using Pipelines.Pipeline.Tests.Faults;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>A checksum is no seal: records that say something else, rightly written, are damage, and never another point's numbers.</summary>
public sealed class CraftedRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImmutableArray<StoreRecord> _records;
    private readonly byte[] _points;

    public CraftedRecordTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
        Assert.Equal(ExitCode.Complete, Run().Code);
        using var store = new ArtifactStore(new LocalFileSystem(), _folder.File("store"));
        (_records, _points) = (store.Records(), Series());
        Assert.True(_records.Length > 4);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_results_under_each_others_keys_are_damage()
    {
        var (a, b) = (_records.First(r => r.Stage == "toy-training"), _records.Last(r => r.Stage == "toy-training"));
        Write(_records.Select(r => r == a ? r with { Key = b.Key } : r == b ? r with { Key = a.Key } : r));
        AssertRight("swapped");
        Write(_records.Select(r => r == a ? r with { Key = b.Key } : r == b ? r with { Key = a.Key } : r));
        var verify = new Toy().Run("verify", "--store", _folder.File("store"));
        Assert.Equal(ExitCode.CheckFailed, verify.Code);
        Assert.Contains("than its key says", verify.Output, StringComparison.Ordinal);
        AssertRight("swapped and verified");
    }

    [Fact]
    public void Whatever_a_record_says_the_results_are_right()
    {
        foreach (var trial in Tier.Trials(60, 3000))
        {
            var random = Tier.RandomOf(61, trial);
            var changed = random.Next(_records.Length);
            Write(_records.Select((r, i) => i == changed ? Crafted(r, random) : r));
            AssertRight($"trial {trial}");
        }
    }

    [Fact]
    public void A_line_that_no_writer_writes_is_no_record()
    {
        var key = new string('0', 64);
        foreach (var rest in (string[])
        [
            $"finished {key} {key} segments/a.segment -1 5 1 whole s", $"finished {key} {key} segments/a.segment 1 -5 1 whole s",
            $"finished {key} {key} segments/a.segment 1 99999999999999999999 1 whole s",
            $"finished {key} {key} ../a 1 5 1 whole s", $"finished {key} {key} segments/../../etc/passwd 1 5 1 whole s",
            $"finished {key} {key} segments/.. 1 5 1 whole s",
            $"finished {key} {key[..9]} segments/a.segment 1 5 1 whole s",
            $"finished {key} {key.Replace('0', 'x')} segments/a.segment 1 5 1 whole s", $"finished {key} {key} segments/a.segment 1 5 1 half s",
            $"finished {key} {key} segments/a.segment 1 5 9999999999 whole s", $"finished {key}", "finished", "dropped", "dropped a 1",
            "dropped segments/a x", "other",
        ])
            Assert.Null(JournalText.Parse(Line(rest).AsSpan()[..^1], s => s));
    }

    [Fact]
    public void Very_many_results_are_dropped_without_looking_at_all_of_them_for_each()
    {
        // 200,000 records and as many drops: a search through the records for each drop would take hours.
        var disk = new SimulatedDisk();
        var journal = new MemoryStream();
        for (var i = 0; i < 200_000; i++)
        {
            var key = Digest.Of(BitConverter.GetBytes(i));
            journal.Write(JournalText.Format(new JournalEntry.Finished(new(
                key, key, new("segments/20260101T000000-00000000.segment", 10L * i, 10), "s", 1, false))));
        }
        for (var i = 0; i < 200_000; i += 1)
            journal.Write(JournalText.Format(new JournalEntry.Dropped("segments/20260101T000000-00000000.segment", 10L * i)));
        disk.Put("/store/segments/20260101T000000-00000000.journal", journal.ToArray());
        using var store = new ArtifactStore(disk, "/store", null, new FakeProcesses(1), new ManualTime());
        Assert.Empty(store.Records());
    }

    private StoreRecord Crafted(StoreRecord record, Random random)
    {
        var other = _records[random.Next(_records.Length)];
        return random.Next(7) switch
        {
            0 => record with { Key = other.Key },
            1 => record with { Place = other.Place },
            2 => record with { Place = other.Place, Content = other.Content },
            3 => record with { Stage = other.Stage, Version = record.Version + 1 },
            4 => record with { IsFailure = !record.IsFailure },
            5 => record with
            {
                Place = record.Place with { Offset = random.NextInt64(long.MaxValue / 4), Length = random.NextInt64(long.MaxValue / 4) }
            },
            _ => record with { Content = other.Content },
        };
    }

    private void AssertRight(string what)
    {
        Directory.Delete(_folder.File("results"), recursive: true);
        var (code, output, error) = Run();
        Assert.True(code == ExitCode.Complete, $"{what}: exit {code} {output}{error}");
        Assert.True(_points.AsSpan().SequenceEqual(Series()), $"{what}: other numbers");
    }

    /// <summary>One journal with these records, in place of all.</summary>
    private void Write(IEnumerable<StoreRecord> records)
    {
        foreach (var journal in Directory.GetFiles(_folder.File("store/segments"), "*.journal")) File.Delete(journal);
        using var file = File.Create(_folder.File("store/segments/20260101T000000-00000000.journal"));
        foreach (var record in records) file.Write(JournalText.Format(new JournalEntry.Finished(record)));
    }

    private static byte[] Line(string rest) =>
        Encoding.UTF8.GetBytes($"{Digest.Of(Encoding.UTF8.GetBytes(rest)).Hex[..16]} {rest}\n");

    private byte[] Series() => File.ReadAllBytes(_folder.File("results/toy/series/trajectory.parquet"));

    private (int Code, string Output, string Error) Run() =>
        new Toy().Run("run", _folder.File("x.yaml"), "-q", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1");
}
