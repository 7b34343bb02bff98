using System.Text;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Power is lost at every write of a results folder; whatever somebody writes into a file before the same command is given again is there
/// afterwards, and so are the right numbers.</summary>
public sealed class InterruptedResultsTests
{
    private const string Text = """
        experiment: small
        system: quenching-activation
        seed: 7
        target: {function: single-neuron}
        dataset: {law: population, inputDimension: 2}
        network: {hiddenUnits: 3}
        training: {learningRate: 0.01, steps: STEPS, optimiser: gradient-descent}
        record: {every: 2, neurons: 2}
        randomFeatures: RANDOM
        checks: [{name: falls, value: trajectory.trainingRisk, atMost: 4}]
        figures: [{name: fall, panels: [{layers: [{draw: line, table: trajectory, x: step, y: trainingRisk}]}]}]
        """;

    private static readonly Project Place = new() { Store = ReferenceRun.Store, Results = "/project/results", Threads = 1 };

    private static readonly string[] Changes = ["create", "write", "sync", "rename", "delete", "sync folder", "create folder"];

    public enum Meanwhile
    {
        Nothing,
        Edits,
        EditsAndManifestGone,
        EditsAndManifestDamaged,
    }

    /// <summary>From other settings with one table and figure more, drawn beside too, to these.</summary>
    [Theory]
    [InlineData(Meanwhile.Nothing)]
    [InlineData(Meanwhile.Edits)]
    [InlineData(Meanwhile.EditsAndManifestGone)]
    [InlineData(Meanwhile.EditsAndManifestDamaged)]
    public void A_run_that_is_killed_while_it_replaces_results_loses_no_edit(Meanwhile meanwhile)
    {
        var disk = SimulatedDisk.With(
        [
            Experiment("/project/small.yaml", 6, random: true, "fall"), Experiment("/project/beside.yaml", 6, random: true, "other"),
            Experiment("/project/next/small.yaml", 4, random: false, "loss"),
        ]);
        ReferenceRun.Run(disk, "/project/small.yaml", Place);
        Assert.Equal(ExitCode.Complete, Tool(disk, "report", ReferenceRun.Results, "--experiment", "/project/beside.yaml").Code);

        // Stored already, so that a run of it does nothing but write its results.
        ReferenceRun.Run(disk, "/project/next/small.yaml", Place with { Results = "/project/elsewhere" });
        var expected = Expected(disk);
        var writes = CrashAt(SimulatedDisk.With(disk.Files()), int.MaxValue, Run).Writes;
        Assert.True(writes > 60, $"{writes} writes prove nothing.");
        for (var at = 0; at < writes; at += meanwhile <= Meanwhile.Edits || Tier.IsDeep ? 1 : 5)
        {
            var what = $"{meanwhile} after a crash at write {at}";
            var (crashed, _) = CrashAt(SimulatedDisk.With(disk.Files()), at, Run);
            AssertNotDamaged(crashed, what);
            var edits = meanwhile == Meanwhile.Nothing ? [] : Edit(crashed, at.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var manifest = Path.Combine(ReferenceRun.Results, Manifest.FileName);
            if (meanwhile == Meanwhile.EditsAndManifestGone && crashed.FileExists(manifest)) crashed.DeleteFile(manifest);
            if (meanwhile == Meanwhile.EditsAndManifestDamaged) crashed.Put(manifest, "{"u8.ToArray());
            Run(crashed);
            ReferenceRun.AssertSame(expected, crashed, what);
            AssertThere(crashed, edits, what);
        }
    }

    [Fact]
    public void A_report_that_is_killed_loses_no_edit_and_is_drawn_by_the_next()
    {
        var disk = SimulatedDisk.With([Experiment("/project/next/small.yaml", 4, random: false, "fall")]);
        Run(disk);
        var expected = ReferenceRun.Repeatable(disk);
        string[] drawn = ["report.html", "figures/fall.svg", "figures/fall.vl.json"];
        var first = drawn.ToDictionary(n => Path.Combine(ReferenceRun.Results, n), n => Encoding.UTF8.GetBytes($"first {n}"));
        foreach (var (name, bytes) in first) disk.Put(name, bytes);
        var writes = CrashAt(SimulatedDisk.With(disk.Files()), int.MaxValue, Report).Writes;
        Assert.True(writes > 20, $"{writes} writes prove nothing.");
        for (var at = 0; at < writes; at++)
        {
            var what = $"after a crash at write {at}";
            var (crashed, _) = CrashAt(SimulatedDisk.With(disk.Files()), at, Report);
            var second = drawn.ToDictionary(n => Path.Combine(ReferenceRun.Results, n), n => Encoding.UTF8.GetBytes($"second {n}"));

            // What somebody writes over an edit of his own is gone by his own hand.
            var replaced = first.Where(f => !crashed.ReadAllBytes(f.Key).AsSpan().SequenceEqual(f.Value)).Select(f => f.Value).ToList();
            foreach (var (name, bytes) in second) crashed.Put(name, bytes);
            Report(crashed);
            ReferenceRun.AssertSame(expected, crashed, what);
            AssertThere(crashed, [.. replaced, .. second.Values], what);
        }
    }

    /// <summary>Files that nobody changed are not called damaged, one that somebody changed is, and the reader is told what to do.</summary>
    [Fact]
    public void Verify_says_that_a_folder_was_being_written_and_names_what_was_changed_since()
    {
        var disk = SimulatedDisk.With([Experiment("/project/next/small.yaml", 4, random: false, "fall")]);
        Run(disk);
        disk.Put("/project/next/small.yaml", Experiment("", 6, random: false, "fall").Value);
        var unfinished = 0;
        var writes = CrashAt(SimulatedDisk.With(disk.Files()), int.MaxValue, Run).Writes;
        for (var at = 0; at < writes; at++)
        {
            var (crashed, _) = CrashAt(SimulatedDisk.With(disk.Files()), at, Run);
            if (Manifest.TryRead(crashed, ReferenceRun.Results) is not { IsUnfinished: true }) continue;
            unfinished++;
            var (code, text) = Verify(crashed);
            Assert.Equal(ExitCode.CheckFailed, code);
            Assert.Contains("was stopped; give the same command again", text, StringComparison.Ordinal);
            Assert.DoesNotContain("its bytes", text, StringComparison.Ordinal);
            crashed.Put(Path.Combine(ReferenceRun.Results, "points.parquet"), "mine"u8.ToArray());
            Assert.Contains("points.parquet: its bytes are not those that were written", Verify(crashed).Text, StringComparison.Ordinal);
            Assert.Equal(ExitCode.InputOutput, Tool(crashed, "report", ReferenceRun.Results).Code);
            Assert.Equal(ExitCode.Usage, Tool(crashed, "repro", ReferenceRun.Results).Code);
        }
        Assert.True(unfinished > 10, $"{unfinished} states prove nothing.");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_not_overwritten()
    {
        var disk = SimulatedDisk.With([Experiment("/project/next/small.yaml", 4, random: false, "fall")]);
        Run(disk);
        var mine = Path.Combine(ReferenceRun.Results, "experiment.yaml");
        disk.Put(mine, "mine"u8.ToArray());
        disk.Put("/project/next/small.yaml", Experiment("", 6, random: false, "fall").Value);
        var closed = new FaultyFileSystem(
            disk, o => o.Path == mine && o.Name is "open" or "read" ? new Fault(new UnauthorizedAccessException("Permission denied")) : Fault.None);
        var (code, text) = Tool(closed, "run", "/project/next/small.yaml");
        Assert.Equal(ExitCode.InputOutput, code);
        Assert.Contains($"{mine} cannot be read", text, StringComparison.Ordinal);
        Assert.Equal("mine", Encoding.UTF8.GetString(disk.ReadAllBytes(mine)));
        Assert.Equal(ExitCode.Complete, Tool(disk, "run", "/project/next/small.yaml").Code);
        Assert.Equal("mine", Encoding.UTF8.GetString(disk.ReadAllBytes(Path.Combine(ReferenceRun.Results, "replaced/experiment.yaml"))));
    }

    private static KeyValuePair<string, byte[]> Experiment(string path, int steps, bool random, string figure) => new(
        path,
        Encoding.UTF8.GetBytes(Text.Replace("STEPS", FormattableString.Invariant($"{steps}"), StringComparison.Ordinal)
            .Replace("RANDOM", random ? "true" : "false", StringComparison.Ordinal)
            .Replace("name: fall,", $"name: {figure},", StringComparison.Ordinal)));

    private static void Run(IFileSystem files) => ReferenceRun.Run(files, "/project/next/small.yaml", Place);

    private static void Report(IFileSystem files)
    {
        var (code, text) = Tool(files, "report", ReferenceRun.Results);
        if (files is FaultyFileSystem { IsCrashed: true }) throw new SimulatedCrashException();
        Assert.True(code == ExitCode.Complete, text);
    }

    private static (int Code, string Text) Verify(IFileSystem files) =>
        Tool(files, "verify", "--store", ReferenceRun.Store, "--results", "/project/results");

    private static (int Code, string Text) Tool(IFileSystem files, params IReadOnlyList<string> arguments)
    {
        using var text = new StringWriter();
        string[] more = arguments[0] == "run" ? ["-q", "--store", ReferenceRun.Store, "--results", "/project/results", "--threads", "1"] : [];
        var code = CommandLine.RunAsync([.. arguments, .. more], files, new(text, text, false)).GetAwaiter().GetResult();
        return (code, text.ToString());
    }

    private static SortedDictionary<string, byte[]> Expected(SimulatedDisk disk)
    {
        var clean = SimulatedDisk.With(disk.Files().Where(f => !f.Key.StartsWith(ReferenceRun.Results, StringComparison.Ordinal)));
        Run(clean);
        return ReferenceRun.Repeatable(clean);
    }

    /// <summary>Loses power at a write below the results folder.</summary>
    private static (SimulatedDisk Disk, int Writes) CrashAt(SimulatedDisk disk, int at, Action<IFileSystem> work)
    {
        var writes = 0;
        var random = new Random(at);
        var files = new FaultyFileSystem(disk, operation =>
        {
            var isWrite = Changes.Contains(operation.Name) && operation.Path.StartsWith(ReferenceRun.Results, StringComparison.Ordinal);
            if (!isWrite || writes++ != at) return Fault.None;
            return random.Next(3) switch { 0 => Fault.CrashBefore, 1 => Fault.CrashAfter, _ => Fault.CrashWithin(random.NextDouble()) };
        });
        try
        {
            work(files);
        }
        catch (SimulatedCrashException)
        {
        }
        return (disk.AfterCrash(random), writes);
    }

    private static void AssertNotDamaged(SimulatedDisk disk, string what)
    {
        var damaged = Manifest.TryRead(disk, ReferenceRun.Results)!.Damaged(disk, ReferenceRun.Results).ToList();
        Assert.True(damaged.Count == 0, $"{what}: {string.Join("; ", damaged)}");
    }

    /// <summary>Writes something else into every file that the tool made.</summary>
    private static List<byte[]> Edit(SimulatedDisk disk, string text)
    {
        var edits = new List<byte[]>();
        foreach (var name in disk.Files().Keys.Where(n => n.StartsWith(ReferenceRun.Results, StringComparison.Ordinal)
            && ResultsMark.IsOwn(Path.GetRelativePath(ReferenceRun.Results, n)) && Path.GetFileName(n) != Manifest.FileName))
        {
            edits.Add(Encoding.UTF8.GetBytes($"{text} in {name}"));
            disk.Put(name, edits[^1]);
        }
        return edits;
    }

    /// <summary>Every edit is in some file below the results folder; where nobody changed anything, nothing was kept.</summary>
    private static void AssertThere(SimulatedDisk disk, List<byte[]> edits, string what)
    {
        var files = disk.Files().Where(f => f.Key.StartsWith(ReferenceRun.Results, StringComparison.Ordinal)).ToList();
        foreach (var edit in edits)
            Assert.True(files.Exists(f => f.Value.AsSpan().SequenceEqual(edit)), $"{what}: '{Encoding.UTF8.GetString(edit)}' is lost");
        var kept = files.Where(f => f.Key.Contains("/replaced/", StringComparison.Ordinal)).Select(f => f.Key).ToList();
        Assert.True(edits.Count > 0 || kept.Count == 0, $"{what}: kept {string.Join(' ', kept)}, which nobody changed");
    }
}
