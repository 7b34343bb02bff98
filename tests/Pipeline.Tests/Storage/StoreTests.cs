using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Storage;

public sealed class StoreTests : IDisposable
{
    private static readonly StoreOptions Manual = StoreOptions.Default with { GroupInterval = Timeout.InfiniteTimeSpan };

    private readonly TemporaryFolder _folder = new();
    private readonly SyntheticStages _stages = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_result_is_finished_when_it_is_journalled_and_not_before()
    {
        var node = _stages.Table(1, []);
        using var writer = Open();
        writer.Write(node, Result(5));
        Assert.Equal(5, Sum(writer, node));
        using (var other = Open()) Assert.False(other.Contains(node.Key));
        writer.Flush();
        Assert.Equal(5, Sum(writer, node));
        using var reader = Open();
        Assert.Equal(5, Sum(reader, node));
        Assert.Equal(node.Stage.Name, reader.ReadRecipe(node.Key).Stage);
    }

    [Fact]
    public void A_group_is_committed_when_it_is_large_or_old()
    {
        using var small = Open(Manual with { GroupBytes = 1 });
        small.Write(_stages.Table(1, []), Result(1));
        using (var reader = Open()) Assert.True(reader.Contains(_stages.Table(1, []).Key));
        using var quick = Open(Manual with { GroupInterval = TimeSpan.FromMilliseconds(20) });
        quick.Write(_stages.Table(2, []), Result(2));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                using var reader = Open();
                return reader.Contains(_stages.Table(2, []).Key);
            },
            Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_large_result_is_a_file_of_its_own()
    {
        var node = _stages.Table(1, []);
        using var writer = Open(Manual with { ObjectBytes = 100 });
        writer.Write(node, Result(7));
        writer.Flush();
        Assert.Single(Directory.GetFiles(_folder.File("store/objects")));
        using var reader = Open();
        Assert.Equal(7, Sum(reader, node));
    }

    [Fact]
    public void Failures_that_repeat_are_results_and_are_known_without_reading()
    {
        var node = _stages.Table(1, []);
        using var writer = Open();
        writer.Write(node, new(new([]), new StageFailure.Diverged(3, "a test")));
        writer.Flush();
        using var reader = Open();
        Assert.True(reader.Records().Single().IsFailure);
        Assert.Equal("diverged at step 3: a test", reader.FailureOf(node)!.Sentence);
        Assert.Throws<ArgumentException>(() => writer.Write(node, new(new([]), new StageFailure.Crashed("a bug"))));
    }

    [Fact]
    public void A_damaged_result_is_never_returned_and_is_forgotten()
    {
        var node = _stages.Table(1, []);
        using (var writer = Open())
        {
            writer.Write(node, Result(5));
            writer.Flush();
        }
        Flip(Directory.GetFiles(_folder.File("store/segments"), "*.segment").Single(), -3);
        using (var reader = Open())
        {
            Assert.Throws<DamagedArtifactException>(() => reader.Read(node.Key, node.Tables));
            Assert.False(reader.Contains(node.Key));
            reader.Flush();
        }
        using (var reader = Open()) Assert.False(reader.Contains(node.Key));
        using (var writer = Open())
        {
            writer.Write(node, Result(5));
            writer.Flush();
        }
        using (var reader = Open()) Assert.Equal(5, Sum(reader, node));
    }

    [Fact]
    public void A_torn_journal_line_is_no_record_and_hides_no_other()
    {
        using (var writer = Open())
        {
            for (var i = 1; i <= 3; i++) writer.Write(_stages.Table(i, []), Result(i));
            writer.Flush();
        }
        var journal = Directory.GetFiles(_folder.File("store/segments"), "*.journal").Single();
        var bytes = File.ReadAllBytes(journal);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(journal, bytes[..length]);
            using var reader = Open();
            Assert.Equal(bytes.AsSpan(0, length).Count((byte)'\n'), reader.Records().Length);
        }
    }

    [Fact]
    public void The_same_bytes_twice_are_harmless_and_other_bytes_are_a_loud_error()
    {
        var node = _stages.Table(1, []);
        using var first = Open();
        using var second = Open();
        using var third = Open();
        first.Write(node, Result(5));
        second.Write(node, Result(5));
        third.Write(node, Result(6));
        first.Flush();
        second.Flush();
        var error = Assert.Throws<NondeterminismException>(third.Flush);
        Assert.Contains("Nondeterminism", error.Message, StringComparison.Ordinal);
        Assert.Contains(node.Key.Hex, error.Message, StringComparison.Ordinal);
        using var reader = Open();
        Assert.Equal(5, Sum(reader, node));
    }

    [Fact]
    public void Verify_names_what_is_damaged_once_and_the_store_is_good_again_after_that()
    {
        var nodes = Enumerable.Range(1, 5).Select(i => _stages.Table(i, [])).ToList();
        using (var writer = Open())
        {
            foreach (var (node, i) in nodes.Select((n, i) => (n, i))) writer.Write(node, Result(i));
            writer.Flush();
        }
        Flip(Directory.GetFiles(_folder.File("store/segments"), "*.segment").Single(), -3);
        Flip(Directory.GetFiles(_folder.File("store/segments"), "*.journal").Single(), 20);
        Assert.Equal(2, Verify().Damaged.Length);
        Assert.Empty(Verify().Damaged);
        using var reader = Open();
        Assert.Equal([false, true, true, true, false], nodes.Select(n => reader.Contains(n.Key)));
    }

    [Fact]
    public void Cleaning_keeps_what_a_run_needs_in_few_files_and_says_the_same_dry()
    {
        var nodes = Enumerable.Range(1, 6).Select(i => _stages.Table(i, [])).ToList();
        foreach (var (node, i) in nodes.Select((n, i) => (n, i)))
        {
            using var writer = Open(Manual with { ObjectBytes = i % 2 == 0 ? 1 << 20 : 100 });
            writer.Write(node, Result(i));
            writer.Flush();
        }
        using (var store = Open()) store.Runs.Write(new("run", "e", "s", "", "results", DateTimeOffset.UnixEpoch, [.. nodes.Take(4)
            .Select(n => n.Key)]));
        using (var store = Open())
        {
            var cleaning = new StoreCleaning(new LocalFileSystem(), store);
            var plan = cleaning.Plan(_ => "results", DateTimeOffset.UtcNow);
            Assert.Equal(nodes.Take(4).Select(n => n.Key).ToHashSet(), plan.Kept.Select(r => r.Key).ToHashSet());
            Assert.Equal(nodes.Skip(4).Select(n => n.Key).ToHashSet(), plan.Removed.Select(r => r.Key).ToHashSet());
            cleaning.Execute(plan);
        }
        using var reader = Open();
        Assert.Equal([0, 1, 2, 3], nodes.Take(4).Select(n => Sum(reader, n)));
        Assert.Equal(4, reader.Records().Length);
        Assert.Equal(2, Directory.GetFiles(_folder.File("store/segments")).Length);
        Assert.Equal(2, Directory.GetFiles(_folder.File("store/objects")).Length);
        Assert.Empty(Verify().Damaged);
        Assert.Empty(new StoreCleaning(new LocalFileSystem(), reader).Plan(_ => "results", DateTimeOffset.UtcNow).Files);
    }

    [Fact]
    public void Nothing_is_kept_for_a_run_that_is_old_and_whose_results_are_gone()
    {
        var node = _stages.Table(1, []);
        using var store = Open();
        store.Write(node, Result(1));
        store.Flush();
        var run = new RunRecord("run", "e", "s", "", "results", DateTimeOffset.UtcNow, [node.Key]);
        store.Runs.Write(run);
        var cleaning = new StoreCleaning(new LocalFileSystem(), store);
        Assert.Single(cleaning.Plan(_ => null, run.Started.AddDays(-1)).Kept);
        Assert.Empty(cleaning.Plan(_ => null, run.Started.AddDays(1)).Kept);
        Assert.Single(cleaning.Plan(_ => "results", run.Started.AddDays(1)).Kept);
    }

    [Fact]
    public void Checkpoints_have_two_generations_and_a_damaged_one_is_never_loaded()
    {
        var key = Digest.Of("a", "key");
        using var store = Open();
        Assert.Null(store.Checkpoints.Load(key));
        for (byte i = 1; i <= 3; i++) store.Checkpoints.Save(key, i, new byte[] { i });
        Assert.Equal((3L, 3), Loaded());
        Flip(_folder.File($"store/checkpoints/{key.Hex}.1"), -40);
        Assert.Equal((2L, 2), Loaded());
        Assert.Single(store.Checkpoints.Damaged);
        Flip(_folder.File($"store/checkpoints/{key.Hex}.0"), 3);
        Assert.Null(store.Checkpoints.Load(key));
        store.Checkpoints.Remove(key);
        Assert.Empty(Directory.GetFiles(_folder.File("store/checkpoints")));

        (long, int) Loaded()
        {
            var (number, state) = store.Checkpoints.Load(key)!.Value;
            return (number, state.Raw(1)[0]);
        }
    }

    /// <summary>Whoever puts a file in the place of a state, at whatever moment, finds it again: states go to the other place, or nowhere.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 0, 1)]
    [InlineData(false, 0)]
    [InlineData(false, 0, 1)]
    public void Checkpoints_are_not_written_over_files_of_others(bool isVersion, params int[] generations)
    {
        var key = Digest.Of("a", "key");
        var theirs = new Dictionary<string, byte[]>();
        using var store = Open();
        for (byte i = 1; i <= 2; i++) Assert.True(store.Checkpoints.Save(key, i, new byte[] { i }));
        foreach (var path in generations.Select(g => _folder.File($"store/checkpoints/{key.Hex}.{g}")))
        {
            File.Delete(path);
            if (isVersion) SealedBytes.Write(new LocalFileSystem(), path, "PLCHECK9"u8, w => w.Text(path));
            else File.WriteAllText(path, $"a thesis {path}");
            theirs[path] = File.ReadAllBytes(path);
        }
        var isKept = !isVersion || generations.Length == 1;
        for (byte i = 3; i <= 6; i++)
        {
            Assert.Equal(isKept, store.Checkpoints.Save(key, i, new byte[] { i }));
            Assert.Equal(isKept ? i : null, store.Checkpoints.Load(key)?.Number);
        }
        Assert.Equal(isVersion && isKept ? 1 : isKept ? 2 : 0, store.Checkpoints.NamesOf(k => k == key).Count());
        store.Checkpoints.Remove(key);
        var left = Directory.GetFiles(_folder.File("store/checkpoints")).ToDictionary(f => f, File.ReadAllBytes);
        Assert.Equal(theirs.Count, left.Count);
        foreach (var (path, bytes) in theirs) Assert.Equal(bytes, left.Single(f => f.Key.StartsWith(path, StringComparison.Ordinal)).Value);
        if (isVersion) Assert.Equal(theirs.Keys.Order(), left.Keys.Order());
    }

    private static void Flip(string path, int position)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[position < 0 ? bytes.Length + position : position] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static Artifact Result(long sum) => new(new([SyntheticStages.Numbers.Of([(0, sum)])]), null);

    private static long Sum(ArtifactStore store, TableNode node) => SyntheticStages.Sum(store.Read(node.Key, node.Tables).Tables.Tables);

    private VerificationReport Verify()
    {
        using var store = Open();
        return new StoreVerification(new LocalFileSystem(), store).Run();
    }

    private ArtifactStore Open(StoreOptions? options = null) => new(new LocalFileSystem(), _folder.File("store"), options ?? Manual);
}
