using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Pipeline.Tests.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>One bit of one file is wrong: it is detected, or it changes nothing that anybody reads.</summary>
public sealed class FlipTests
{
    private const int RunsEvery = 20;

    private static readonly SimulatedDisk Disk = Finished();
    private static readonly SortedDictionary<string, byte[]> Expected = ReferenceRun.Repeatable(Disk);

    /// <summary>Every kind of file, so that each gets its share of flips whatever its size.</summary>
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["parquet"] = Names(".parquet"),
        ["segment"] = Names(".segment"),
        ["journal"] = Names(".journal"),
        ["object"] = [.. Disk.Files().Keys.Where(n => n.Contains("/objects/", StringComparison.Ordinal))],
        ["run"] = Names(".run"),
        ["manifest"] = Names("manifest.json"),
        ["checkpoint"] = [.. Disk.Files().Keys.Where(n => n.Contains("/checkpoints/", StringComparison.Ordinal))],
    };

    [Fact]
    public void Every_flipped_bit_is_detected_or_harmless()
    {
        Assert.All(Kinds, k => Assert.NotEmpty(k.Value));
        var kinds = Kinds.Keys.Order(StringComparer.Ordinal).ToArray();
        foreach (var trial in Tier.Trials(10_000, 500_000))
        {
            var random = Tier.RandomOf(4, trial);
            var kind = kinds[random.Next(kinds.Length)];
            var files = Disk.Files().ToDictionary();
            var name = Kinds[kind][random.Next(Kinds[kind].Length)];
            var bytes = (byte[])files[name].Clone();
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
            files[name] = bytes;
            var disk = SimulatedDisk.With(files);
            var what = $"trial {trial}, a bit of byte {at} of {name}";
            Assert.True(kind == "parquet" ? IsParquetSafe(disk, name) : IsDetected(disk, kind, at, bytes.Length), $"{what} went unnoticed");
            if (random.Next(RunsEvery) == 0) AssertRunsOn(disk, what);
        }
    }

    /// <summary>The store says so, or, for the last line of a journal, no longer claims to have a result; a manifest notices its own
    /// digests.</summary>
    private static bool IsDetected(SimulatedDisk disk, string kind, int at, int length)
    {
        if (kind == "manifest") return true;
        using var store = new ArtifactStore(disk, ReferenceRun.Store, null, new FakeProcesses(1), new ManualTime());
        return !new StoreVerification(disk, store).Run().Damaged.IsEmpty || (kind == "journal" && at == length - 1);
    }

    /// <summary>Whoever reads results refuses the file, or reads exactly what was written.</summary>
    private static bool IsParquetSafe(SimulatedDisk disk, string name)
    {
        try
        {
            return Values(disk, name) == Values(Disk, name);
        }
        catch (DamagedTableException)
        {
            return true;
        }
    }

    private static Digest Values(SimulatedDisk disk, string name)
    {
        var tables = new SealedTables(disk, ReferenceRun.Results, Manifest.TryRead(disk, ReferenceRun.Results));
        var file = Path.GetRelativePath(ReferenceRun.Results, name);
        return TextOf(tables.Read(file, tables.Intact(file, stream => TableParquetReader.ReadSchemaAsync(stream, "any")).Schema));
    }

    private static Digest TextOf(Stages.Tables.Table table) => Digest.Of(string.Join('|', table.Columns.Select(c => c.Match(
        i => string.Join(',', i.Values), n => string.Join(',', n.Values.Select(BitConverter.DoubleToInt64Bits)), t => string.Join(',', t.Values),
        f => string.Join(',', f.Values)))));

    /// <summary>The same command again: right results, a store without damage, and beside them what was found in the place of a result.</summary>
    private static void AssertRunsOn(SimulatedDisk disk, string what)
    {
        Assert.Empty(ReferenceRun.Run(disk).Failures);
        ReferenceRun.AssertSame(Expected, disk, what);
    }

    private static SimulatedDisk Finished()
    {
        var disk = ReferenceRun.NewDisk();
        ReferenceRun.Run(disk);
        using var store = new ArtifactStore(disk, ReferenceRun.Store, null, new FakeProcesses(1), new ManualTime());
        for (byte i = 1; i <= 2; i++) store.Checkpoints.Save(Digest.Of("some", "stage"), i, new byte[500]);
        Assert.NotNull(Manifest.TryRead(disk, ReferenceRun.Results));
        return SimulatedDisk.With(disk.Files());
    }

    private static string[] Names(string end) => [.. Disk.Files().Keys.Where(n => n.EndsWith(end, StringComparison.Ordinal))];
}
