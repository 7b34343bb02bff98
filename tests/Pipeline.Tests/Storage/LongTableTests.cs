using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Faults;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>Results that are never in memory as a whole: written, hashed and read in pieces, with the bytes and the promises of any other.</summary>
public sealed class LongTableTests
{
    private const int Small = 600, Large = 1 << 20;

    private static readonly TableNode Node = LongTables.Node();
    private static readonly SimulatedDisk Whole = Finished(Large);

    [Fact]
    public void A_result_has_the_same_bytes_and_values_however_much_of_it_fits_into_memory()
    {
        var pieces = Finished(Small);
        Assert.Equal(Objects(Whole).Single().Value, Objects(pieces).Single().Value);
        Assert.DoesNotContain(pieces.Files().Keys, n => n.Contains("/checkpoints/", StringComparison.Ordinal));
        using var at = new LongTables(Whole).Open(Large);
        using var other = new LongTables(pieces).Open(Small);
        var (held, read) = (at.Read(Node.Key, Node.Tables).Tables, other.Read(Node.Key, Node.Tables).Tables);
        Assert.True(read.IsStored && !held.IsStored);
        Assert.Equal(LongTables.Text(held.Tables), LongTables.Text(read.Tables));
        Assert.Equal(held.Tables.Select(t => t.Rows), read.Tables.Select(t => t.Rows));
        Assert.All(read.Tables[0].Pieces([0, 2], 7), p => Assert.True(p[0].Length <= 7 && p[1].Length == p[0].Length));
        Assert.Equal("last", Assert.Single(other.Read(Node.Key, Node.Tables, t => t.Name == "last").Tables.Tables).Name);
    }

    [Fact]
    public void A_stage_reads_a_long_table_of_another_where_it_lies()
    {
        var disk = new SimulatedDisk();
        var reading = LongTables.Reading(Node);
        Assert.Empty(new LongTables(disk).Run([reading], Small).Failures);
        using var store = new LongTables(disk).Open(Small);
        Assert.Equal(LongTables.SumOfSteps, store.Read(reading.Key, reading.Tables).Tables.Tables[0].Find("sum")!.AsNumbers()[0]);
    }

    [Fact]
    public void A_flipped_bit_of_a_long_result_is_noticed_before_anything_is_read_and_by_verify()
    {
        var (name, bytes) = Objects(Whole).Single();
        foreach (var trial in Tier.Trials(150, 5_000))
        {
            var random = Tier.RandomOf(21, trial);
            var flipped = (byte[])bytes.Clone();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            foreach (var isRead in (bool[])[true, false])
            {
                var disk = SimulatedDisk.With(Whole.Files());
                disk.Put(name, flipped);
                using var store = new LongTables(disk).Open(Small);
                if (isRead) Assert.Throws<DamagedArtifactException>(() => store.Read(Node.Key, Node.Tables));
                else Assert.NotEmpty(new StoreVerification(disk, store).Run().Damaged);
                Assert.False(store.Contains(Node.Key));
            }
        }
    }

    [Fact]
    public void A_stage_that_was_stopped_goes_on_with_the_rows_that_it_had_left_in_files()
    {
        var disk = new SimulatedDisk();
        for (var round = 0; round < 4; round++)
        {
            Assert.True(new LongTables(disk).Run([Node], Small, stopAfter: 9).Cancelled);
            Assert.Contains(disk.Files().Keys, n => n.EndsWith(".rows", StringComparison.Ordinal));
        }
        Assert.False(new LongTables(disk).Run([Node], Small).Cancelled);
        AssertLikeWhole(disk);
    }

    [Fact]
    public void Rows_in_files_that_are_damaged_or_gone_are_computed_again()
    {
        foreach (var isGone in (bool[])[true, false])
        {
            var disk = new SimulatedDisk();
            new LongTables(disk).Run([Node], Small, stopAfter: 20);
            var (name, bytes) = disk.Files().First(f => f.Key.EndsWith(".rows", StringComparison.Ordinal));
            bytes[^1] ^= 1;
            if (isGone) disk.DeleteFile(name);
            else disk.Put(name, bytes);
            Assert.False(new LongTables(disk).Run([Node], Small).Cancelled);
            AssertLikeWhole(disk);
        }
    }

    [Fact]
    public void A_stage_that_leaves_no_state_leaves_no_rows_when_it_is_stopped()
    {
        var disk = new SimulatedDisk();
        Assert.True(new LongTables(disk).Run([LongTables.Node(isSaved: false)], Small, stopAfter: 30).Cancelled);
        Assert.DoesNotContain(disk.Files().Keys, n => n.Contains("/checkpoints/", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_that_a_killed_process_left_go_with_the_next_result_or_with_gc()
    {
        var disk = new SimulatedDisk();
        var left = $"{LongTables.Store}/checkpoints/{Node.Key.Hex}.20260101T000000-0123abcd-000001.rows";
        disk.Put(left, [1, 2, 3]);
        Assert.Empty(new LongTables(disk).Run([Node], Small).Failures);
        AssertLikeWhole(disk);
        disk.Put(left, [1, 2, 3]);
        using var store = new LongTables(disk).Open(Small);
        Assert.Equal($"checkpoints/{Path.GetFileName(left)}", Assert.Single(store.Checkpoints.NamesOf(store.Contains)
            .Select(n => $"checkpoints/{n}")));
    }

    [Fact]
    public void A_long_result_and_rows_of_an_unfinished_stage_are_brought_home_from_another_store()
    {
        var disk = new SimulatedDisk();
        using var shared = new ArtifactStore(
            disk, "/project/shared", new(Timeout.InfiniteTimeSpan, 1 << 20, 1000) { WholeBytes = Small }, new FakeProcesses(900), new ManualTime());
        using (var task = new LongTables(Whole).Open(Small))
        {
            foreach (var record in task.Records()) shared.Copying.Take(task, record);
        }
        shared.Flush();
        Assert.Equal(Objects(Whole).Single().Value, Objects(disk).Single().Value);
        var unfinished = new SimulatedDisk();
        new LongTables(unfinished).Run([Node], Small, stopAfter: 20);
        using var half = new LongTables(unfinished).Open(Small);
        Assert.Contains(half.Checkpoints.ByKey[Node.Key], n => n.EndsWith(".rows", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_result_is_hashed_once_while_it_stays_as_it_is_and_closed_with_the_store()
    {
        var (name, bytes) = Objects(Whole).Single();
        var (disk, opened) = (SimulatedDisk.With(Whole.Files()), 0);
        var files = new FaultyFileSystem(disk, o =>
        {
            opened += o.Name == "open" && o.Path == name ? 1 : 0;
            return Fault.None;
        });
        using (var store = new LongTables(files).Open(Small))
        {
            foreach (var table in Node.Tables.Concat(Node.Tables)) store.Read(Node.Key, Node.Tables, t => t.Name == table.Name);

            // For its length, and for its bytes.
            Assert.Equal(2, opened);
            bytes[^1] ^= 1;
            disk.Put(name, bytes);
            disk.Written -= TimeSpan.FromSeconds(1);
            Assert.Throws<DamagedArtifactException>(() => store.Read(Node.Key, Node.Tables));
        }
        Assert.Empty(files.Reading);
    }

    [Fact]
    public void A_long_result_whose_file_cannot_be_asked_when_it_was_written_is_damaged_and_no_error_of_its_own()
    {
        var (name, isDenied) = (Objects(Whole).Single().Key, false);
        var failing = new Fault(new IOException("Input/output error."));
        var files = new FaultyFileSystem(
            SimulatedDisk.With(Whole.Files()), o => isDenied && o.Name == "look" && o.Path == name ? failing : Fault.None);
        using var store = new LongTables(files).Open(Small);
        store.Read(Node.Key, Node.Tables);
        isDenied = true;
        var damage = Assert.Throws<DamagedArtifactException>(() => store.Read(Node.Key, Node.Tables));
        Assert.Contains("cannot be read", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_leaves_files_of_another_version_in_the_places_of_its_checkpoints_alone()
    {
        var disk = new SimulatedDisk();
        string[] places = [.. Enumerable.Range(0, 2).Select(g => $"{LongTables.Store}/checkpoints/{Node.Key.Hex}.{g}")];
        foreach (var place in places) SealedBytes.Write(disk, place, "PLCHECK9"u8, w => w.Text(place));
        var theirs = places.Select(disk.ReadAllBytes).ToList();
        Assert.True(new LongTables(disk).Run([Node], Small, stopAfter: 9).Cancelled);
        Assert.DoesNotContain(disk.Files().Keys, n => n.EndsWith(".rows", StringComparison.Ordinal));
        Assert.False(new LongTables(disk).Run([Node], Small).Cancelled);
        Assert.Equal(theirs, places.Select(disk.ReadAllBytes));
        Assert.Equal(Objects(Whole).Single().Value, Objects(disk).Single().Value);
    }

    [Fact]
    public void Of_many_long_results_few_are_open_and_those_that_were_closed_are_hashed_before_they_are_read_on()
    {
        var disk = new SimulatedDisk();
        ImmutableArray<TableNode> nodes = [.. Enumerable.Range(0, 40).Select(i => LongTables.Node(name: $"{i}"))];
        Assert.Empty(new LongTables(disk).Run(nodes, Large).Failures);
        var files = new FaultyFileSystem(disk, (_, _) => Fault.None);
        using (var store = new LongTables(files).Open(Small))
        {
            var read = nodes.Select(n => store.Read(n.Key, n.Tables).Tables).ToList();
            Assert.InRange(files.Reading.Count(n => n.Contains("/objects/", StringComparison.Ordinal)), 1, 32);
            Assert.Single(read.Select(t => LongTables.Text(t.Tables)).Distinct());
            var (name, bytes) = Objects(disk).Single(o => o.Key.EndsWith(store.RecordOf(nodes[1].Key)!.Place.File, StringComparison.Ordinal));
            bytes[^1] ^= 1;
            disk.Put(name, bytes);
            foreach (var node in nodes) store.Read(node.Key == nodes[1].Key ? nodes[0].Key : node.Key, Node.Tables);
            Assert.Throws<DamagedArtifactException>(() => LongTables.Text(read[1].Tables));
        }
        Assert.DoesNotContain(files.Reading, n => n.Contains("/objects/", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_in_files_are_closed_when_their_stage_has_ended()
    {
        var files = new FaultyFileSystem(new SimulatedDisk(), (_, _) => Fault.None);
        Assert.Empty(new LongTables(files).Run([Node, LongTables.Reading(Node)], Small).Failures);
        Assert.Empty(files.Reading);
    }

    private static void AssertLikeWhole(SimulatedDisk disk)
    {
        Assert.Equal(Objects(Whole).Single().Value, Objects(disk).Single().Value);
        Assert.DoesNotContain(disk.Files().Keys, n => n.Contains("/checkpoints/", StringComparison.Ordinal));
    }

    private static SimulatedDisk Finished(int wholeBytes)
    {
        var disk = new SimulatedDisk();
        Assert.Empty(new LongTables(disk).Run([Node], wholeBytes).Failures);
        return disk;
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Objects(SimulatedDisk disk) =>
        disk.Files().Where(f => f.Key.Contains("/objects/", StringComparison.Ordinal));
}
