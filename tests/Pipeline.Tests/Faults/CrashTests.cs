using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Storage;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Power is lost before, after and within every operation of a run; then the same command finishes with the same bytes.</summary>
public sealed class CrashTests
{
    private static readonly SortedDictionary<string, byte[]> Expected = Finished(ReferenceRun.NewDisk());

    [Fact]
    public void A_crash_at_any_operation_loses_nothing_that_was_finished_and_spoils_nothing()
    {
        var random = new Random(1);
        var operations = CountOperations(ReferenceRun.NewDisk());
        Assert.True(operations > 60, "The reference run is too small to prove anything.");
        for (var at = 0; at < operations; at += Tier.IsDeep ? 1 : 2)
        {
            Fault[] faults = [Fault.CrashBefore, Fault.CrashAfter, Fault.CrashWithin(random.NextDouble())];
            foreach (var fault in Tier.IsDeep ? faults : [faults[at % 3]])
            {
                var disk = CrashedAt(ReferenceRun.NewDisk(), at, fault, random);
                Finish(disk, $"crash at operation {at}");
            }
        }
    }

    [Fact]
    public void A_second_crash_during_recovery_is_no_worse()
    {
        var operations = CountOperations(ReferenceRun.NewDisk());
        foreach (var trial in Tier.Trials(30, 28_000))
        {
            var random = Tier.RandomOf(2, trial);
            var disk = ReferenceRun.NewDisk();
            var crashes = 2 + random.Next(2);
            var places = new List<int>();
            for (var crash = 0; crash < crashes; crash++)
            {
                places.Add(random.Next(operations));
                var fault = random.Next(3) switch { 0 => Fault.CrashBefore, 1 => Fault.CrashAfter, _ => Fault.CrashWithin(random.NextDouble()) };
                disk = CrashedAt(disk, places[^1], fault, random);
            }
            Finish(disk, $"trial {trial}: crashes at operations {string.Join(", ", places)}");
        }
    }

    [Fact]
    public void What_was_durable_before_a_crash_is_not_computed_again()
    {
        var random = new Random(3);
        var disk = ReferenceRun.NewDisk();
        ReferenceRun.Run(disk);
        using var before = new ArtifactStore(disk, ReferenceRun.Store);
        var after = disk.AfterCrash(random);
        using var store = new ArtifactStore(after, ReferenceRun.Store);
        Assert.Equal(before.Records().Length, store.Records().Length);
        Assert.All(before.Records(), r => Assert.True(store.Contains(r.Key)));
    }

    [Fact]
    public void A_run_that_starts_meanwhile_takes_nothing_away()
    {
        var disk = ReferenceRun.NewDisk();
        var files = new FaultyFileSystem(disk, (_, operation) =>
        {
            if (operation != "rename") return Fault.None;
            using var other = new ArtifactStore(disk, ReferenceRun.Store, null, new FakeProcesses(2), new ManualTime());
            other.Claims.Register(exclusive: false);
            return Fault.None;
        });
        Assert.Empty(ReferenceRun.Run(files).Failures);
        ReferenceRun.AssertSame(Expected, disk, "another run that starts at every rename");
    }

    [Fact]
    public void A_crash_while_a_long_stage_keeps_checkpoints_is_no_worse()
    {
        var expected = Finished(ReferenceRun.NewLongDisk());
        var operations = CountOperations(ReferenceRun.NewLongDisk());
        foreach (var trial in Tier.Trials(30, 10_000))
        {
            var random = Tier.RandomOf(6, trial);
            var disk = ReferenceRun.NewLongDisk();
            for (var crash = 0; crash < 3; crash++) disk = CrashedAt(disk, random.Next(operations), Fault.CrashWithin(random.NextDouble()), random);
            Finish(disk, $"trial {trial}", expected);
        }
    }

    /// <summary>A disk that takes longer for a checkpoint than a stop waits for slices: the stop waits for it, and leaves no half of a
    /// file.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(19)]
    public async Task A_stop_waits_for_a_checkpoint_that_is_being_written(int checkpoint)
    {
        var (disk, expected, synced) = (ReferenceRun.NewLongDisk(), Finished(ReferenceRun.NewLongDisk()), 0);
        using var stop = new CancellationTokenSource();
        using var busy = new ManualResetEvent(false);
        var files = new FaultyFileSystem(disk, operation =>
        {
            if (operation.Name != "sync" || !operation.Path.Contains("/checkpoints/", StringComparison.Ordinal) || ++synced != checkpoint)
                return Fault.None;
            stop.CancelAfter(TimeSpan.Zero);
            return Fault.None with { Until = busy };
        });
        var run = Task.Run(() => ReferenceRun.Run(files, stop: stop.Token));

        // Longer than the patience of a stop; a machine that is slow to get there waits all the more.
        await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(4)));
        Assert.False(run.IsCompleted);
        Assert.Single(disk.Files().Keys, AtomicFile.IsTemporary);
        busy.Set();
        Assert.True((await run).Cancelled);
        Assert.DoesNotContain(disk.Files().Keys, AtomicFile.IsTemporary);
        Assert.Contains(disk.Files().Keys, k => k.Contains("/checkpoints/", StringComparison.Ordinal));
        Finish(disk, $"stuck at checkpoint {checkpoint}", expected);
    }

    private static SortedDictionary<string, byte[]> Finished(SimulatedDisk disk)
    {
        Assert.Empty(ReferenceRun.Run(disk).Failures);
        return ReferenceRun.Repeatable(disk);
    }

    private static int CountOperations(SimulatedDisk disk)
    {
        var files = new FaultyFileSystem(disk, (_, _) => Fault.None);
        ReferenceRun.Run(files);
        return files.Count;
    }

    private static SimulatedDisk CrashedAt(SimulatedDisk disk, int at, Fault fault, Random random)
    {
        var files = new FaultyFileSystem(disk, (number, _) => number == at ? fault : Fault.None);
        try
        {
            ReferenceRun.Run(files);
        }
        catch (SimulatedCrashException)
        {
        }
        return disk.AfterCrash(random);
    }

    private static void Finish(SimulatedDisk disk, string what, SortedDictionary<string, byte[]>? expected = null)
    {
        Assert.Empty(ReferenceRun.Run(disk).Failures);
        ReferenceRun.AssertSame(expected ?? Expected, disk, what);
        Assert.DoesNotContain(disk.Files().Keys, AtomicFile.IsTemporary);
        Assert.DoesNotContain(disk.Files().Keys, k => k.Contains("/replaced/", StringComparison.Ordinal));
        using var store = new ArtifactStore(disk, ReferenceRun.Store);
        Assert.Empty(store.Conflicts());
    }
}
