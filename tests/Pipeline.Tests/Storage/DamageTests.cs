using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>Any file of a store or a results folder, damaged in any way: verify sees it, gc takes nothing that is needed, and a run gives the right
/// results.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _at;

    public DamageTests()
    {
        Directory.CreateDirectory(_folder.File("whole"));
        _at = _folder.File("whole");
        File.WriteAllText(At("x.yaml"), Toy.Experiment);
        File.WriteAllText(At("given.csv"), "1");
        Assert.Equal(ExitCode.Complete, Run("--set", "training.steps=10").Code);
        Assert.Equal(ExitCode.Complete, Run().Code);
        using var store = new ArtifactStore(new LocalFileSystem(), At("store"));
        for (byte i = 1; i <= 2; i++) store.Checkpoints.Save(Digest.Of("some", "stage"), i, new byte[500]);
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Damages => new("flip", "cut", "empty", "delete", "nowhere", "circle", "folder");

    [Theory]
    [MemberData(nameof(Damages))]
    public void Every_file_in_turn(string damage)
    {
        var whole = _at;
        var expected = Results();
        foreach (var name in Names(whole))
        {
            _at = _folder.File("copy");
            Copy(whole, _at);
            Damage(At(name), damage);
            var what = $"{damage} of {name}";
            var before = Stored();

            // First gc, which nobody has told of the damage: what was there is there, and the dry run says so.
            var dry = Tool("gc", "--keep-days", "0", "--dry-run");
            var real = Tool("gc", "--keep-days", "0");
            Assert.True(dry.Code == real.Code && Removed(dry.Output).SequenceEqual(Removed(real.Output)), $"{what}: {dry.Output} {real.Output}");
            Assert.True(real.Code is ExitCode.Complete or ExitCode.CheckFailed, $"{what}: gc ends with {real.Code} {real.Error}");
            Assert.True(before.IsSubsetOf(Stored()), $"{what}: gc took what is needed\n{real.Output}{real.Error}");

            var verify = Tool("verify");
            Assert.True(verify.Code is ExitCode.Complete or ExitCode.CheckFailed, $"{what}: verify ends with {verify.Code} {verify.Error}");
            var isThere = File.Exists(At(name)) || Directory.Exists(At(name)) || new FileInfo(At(name)).LinkTarget is not null;
            if (IsSeen(name, damage) && (isThere || damage == "delete") && !name.Contains("/checkpoints/", StringComparison.Ordinal))
                Assert.True(verify.Code == ExitCode.CheckFailed || real.Code == ExitCode.CheckFailed, $"{what}: nobody notices\n{verify.Output}");
            var run = Run();
            Assert.True(run.Code == ExitCode.Complete, $"{what}: run ends with {run.Code} {run.Error}");
            Assert.True(expected.SequenceEqual(Results()), $"{what}: other results");
            Directory.Delete(_at, recursive: true);
        }
    }

    /// <summary>Without gc before: whatever is not as it was written is named, and nothing else is.</summary>
    [Theory]
    [MemberData(nameof(Damages))]
    public void Verify_sees_it(string damage)
    {
        var whole = _at;
        foreach (var name in Names(whole).Where(n => IsSeen(n, damage)))
        {
            _at = _folder.File("copy");
            Copy(whole, _at);
            Damage(At(name), damage);
            var (code, output, error) = Tool("verify");
            Assert.True(code == ExitCode.CheckFailed, $"{damage} of {name}: verify ends with {code} {output}{error}");
            Assert.DoesNotContain("bug", error, StringComparison.Ordinal);
            Directory.Delete(_at, recursive: true);
        }
    }

    [Fact]
    public void A_store_that_is_not_there_is_a_mistake_and_is_not_made()
    {
        foreach (var verb in (string[])["verify", "gc"])
        {
            Assert.Equal(ExitCode.Usage, new Toy().Run(verb, "--store", _folder.File("nothing")).Code);
            Assert.False(Directory.Exists(_folder.File("nothing")));
        }
    }

    /// <summary>Results folders of other names and places are known from the records of runs alone.</summary>
    [Fact]
    public void Results_without_a_record_of_any_run_are_a_damage_and_stay()
    {
        Directory.Delete(At("store/runs"), recursive: true);
        var before = Stored();
        string[] elsewhere = ["--store", At("store"), "--results", _folder.File("elsewhere")];
        Assert.Equal(ExitCode.CheckFailed, new Toy().Run(["verify", .. elsewhere]).Code);
        var (code, _, error) = new Toy().Run(["gc", "--keep-days", "0", .. elsewhere]);
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("the records of all runs are gone", error, StringComparison.Ordinal);
        Assert.True(before.Count > 0 && before.SetEquals(Stored()));
    }

    [Fact]
    public void Records_of_another_version_are_left_alone_and_keep_what_they_may_need()
    {
        SealedBytes.Write(new LocalFileSystem(), At("store/runs/20300101T000000-00000000.run"), "PLRUN009"u8, w => w.Text("of the future"));
        SealedBytes.Write(new LocalFileSystem(), At($"store/checkpoints/{Digest.Of("future").Hex}.0"), "PLCHECK9"u8, w => w.Text("of the future"));
        var before = Names(At("store"));
        Assert.Equal(ExitCode.Complete, Tool("verify").Code);
        Assert.Equal(ExitCode.CheckFailed, Tool("gc", "--keep-days", "0").Code);
        Assert.Equal(before, Names(At("store")));
    }

    /// <summary>A newer build has run here meanwhile: this one does not write its record over that.</summary>
    [Fact]
    public void A_record_of_another_version_is_left_alone_by_a_run_that_has_to_write_one()
    {
        var record = Directory.GetFiles(At("store/runs")).Order(StringComparer.Ordinal).Last();
        SealedBytes.Write(new LocalFileSystem(), record, "PLRUN009"u8, w => w.Text("of the future"));
        var before = File.ReadAllBytes(record);
        Assert.Equal(ExitCode.Complete, Run().Code);
        Assert.Equal(before, File.ReadAllBytes(record));
    }

    [Theory]
    [InlineData("project")]
    [InlineData("results")]
    [InlineData("folder")]
    public void Results_are_found_where_they_are(string moved)
    {
        var (store, results) = (At("store"), At("results/toy"));
        switch (moved)
        {
            case "project":
                Directory.Move(_at, _folder.File("elsewhere"));
                (store, results) = (_folder.File("elsewhere/store"), _folder.File("elsewhere/results/toy"));
                break;
            case "results":
                Directory.Move(results, At("results/paper-2026"));
                results = At("results/paper-2026");
                break;
            default:
                Directory.Move(results, _folder.File("archive"));
                results = _folder.File("archive");
                break;
        }
        string[] places = ["--store", store, "--results", Path.GetDirectoryName(results)!];
        var before = Stored(store);
        Assert.Equal(ExitCode.Complete, new Toy().Run(["gc", "--keep-days", "0", .. places]).Code);
        var after = Stored(store);
        Assert.True(after.Count > 0 && after.IsSubsetOf(before));
        using (var opened = new ArtifactStore(new LocalFileSystem(), store)) Assert.All(
            opened.Runs.All()[^1].Keys, k => Assert.True(opened.Contains(k)));
        Assert.Equal(ExitCode.Complete, new Toy().Run(["verify", .. places]).Code);
        Damage(Path.Combine(results, "points.parquet"), "cut");
        Assert.Equal(ExitCode.CheckFailed, new Toy().Run(["verify", .. places]).Code);
    }

    /// <summary>Locks and markers hold nothing; the last byte of a journal ends its last line, which a crash may do as well, and of a superseded run
    /// nobody knows what it finished.</summary>
    private static bool IsSeen(string name, string damage) =>
        !name.EndsWith("lock", StringComparison.Ordinal)
            && !name.EndsWith("pipelines-store", StringComparison.Ordinal)
            && !name.EndsWith(".pipelines-results", StringComparison.Ordinal)
        && !(damage is "delete" && (name.Contains("/checkpoints/", StringComparison.Ordinal) || name.EndsWith(".run", StringComparison.Ordinal)));

    private string At(string name) => Path.Combine(_at, name);

    private HashSet<Digest> Stored(string? folder = null)
    {
        using var store = new ArtifactStore(new LocalFileSystem(), folder ?? At("store"));
        var needed = store.Runs.All().LastOrDefault()?.Keys ?? [];
        return [.. store.Records().Select(r => r.Key).Where(k => store.Contains(k) && (needed.IsEmpty || needed.Contains(k)))];
    }

    private static List<string> Removed(string output) => [.. output.Split('\n').Where(l => l.Contains("remove", StringComparison.Ordinal))
        .Select(l => l.Replace("would remove", "removed", StringComparison.Ordinal))];

    private SortedDictionary<string, string> Results() => new(
        Directory.GetFiles(At("results/toy"), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("manifest.json" or "timings.parquet" or ".pipelines-lock"))
            .Where(f => !f.Contains(".moved-", StringComparison.Ordinal) && !f.Contains("/replaced/", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(At("results/toy"), f), f => Digest.Of(File.ReadAllBytes(f)).Hex),
        StringComparer.Ordinal);

    private (int Code, string Output, string Error) Tool(string verb, params string[] more) =>
        new Toy().Run([verb, "--store", At("store"), "--results", At("results"), .. more]);

    private (int Code, string Output, string Error) Run(params string[] more) =>
        new Toy().Run(["run", At("x.yaml"), "-q", "--store", At("store"), "--results", At("results"), "--threads", "1", .. more]);

    private static List<string> Names(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f))
            .Where(n => n is not ("x.yaml" or "given.csv")).Order(StringComparer.Ordinal)];

    private static void Copy(string from, string to)
    {
        foreach (var name in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(from, f)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        }
    }

    private static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        if (damage is "flip" && bytes.Length > 0) bytes[bytes.Length / 2] ^= 4;
        File.Delete(path);
        switch (damage)
        {
            case "flip": File.WriteAllBytes(path, bytes); break;
            case "cut": File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]); break;
            case "empty": File.WriteAllBytes(path, []); break;
            case "nowhere": File.CreateSymbolicLink(path, "nowhere"); break;
            case "circle": File.CreateSymbolicLink(path, Path.GetFileName(path)); break;
            case "folder": Directory.CreateDirectory(path); File.WriteAllText(Path.Combine(path, "mine.txt"), "mine"); break;
            default: break;
        }
    }
}
