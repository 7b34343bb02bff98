using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Explanations;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>What this tool did not write is never removed or overwritten, by any verb, wherever it lies.</summary>
public sealed class ForeignFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ForeignFolderTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Folders of a user's that look more or less like a store.</summary>
    public static TheoryData<string> Users => new(
        "thesis.tex",
        "objects/photo.raw",
        "segments/thesis.tmp checkpoints/thesis.tmp runs/thesis.run objects/x",
        "checkpoints/5.0 runs/20260101T000000-00000000.run",
        "segments/20260101T000000-00000000.journal segments/20260101T000000-00000000.segment notes.txt",
        "claims/lock claims/mine.claims",
        "objects/deep/er/file");

    [Theory]
    [MemberData(nameof(Users))]
    public void A_folder_that_is_no_store_is_refused_by_every_verb(string names)
    {
        var mine = _folder.File("mine");
        foreach (var name in names.Split(' ')) Write(Path.Combine(mine, name), $"precious {name}");
        var before = Contents(mine);
        string[][] commands =
        [
            ["verify"], ["gc", "--keep-days", "0"], ["gc", "--dry-run"], ["ls"], ["status"], ["logs"],
            ["plan", _folder.File("x.yaml")], ["run", _folder.File("x.yaml"), "-q", "--results", _folder.File("results")],
            ["explain", _folder.File("x.yaml")],
        ];
        foreach (var command in commands)
        {
            var (code, output, error) = new Toy().Run([.. command, "--store", mine]);
            Assert.True(code == ExitCode.Usage, $"{command[0]}: exit {code} {output}{error}");
            Assert.Contains("--store", error, StringComparison.Ordinal);
            Assert.Equal(before, Contents(mine));
        }
        Assert.False(Directory.Exists(_folder.File("results")));
    }

    [Fact]
    public void Files_of_ones_own_in_a_store_and_in_results_stay_whatever_is_done()
    {
        Assert.Equal(ExitCode.Complete, Run().Code);
        var own = new[]
        {
            "store/notes.txt", "store/objects/photo.raw", "store/segments/a.tmp", "store/checkpoints/b.0", "store/runs/c.run.bak",
            "results/toy/notes.md", "results/toy/series/own.csv", "results/toy/own.tmp"
        }
            .Select(_folder.File).ToList();
        foreach (var file in own) Write(file, "mine");
        foreach (var command in (string[][])[["verify"], ["gc", "--keep-days", "0"], ["verify"]])
            new Toy().Run([.. command, "--store", _folder.File("store"), "--results", _folder.File("results")]);
        Assert.Equal(ExitCode.Complete, Run("--set", "training.steps=30").Code);
        Assert.Equal(ExitCode.Complete, new Toy().Run("gc", "--keep-days", "0", "--store", _folder.File("store")).Code);
        Assert.All(own, file => Assert.Equal("mine", File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("results/toy", "results")]
    [InlineData("results/toy/store", "results")]
    [InlineData("s", "s")]
    [InlineData("s", "s/segments")]
    public void A_store_and_a_results_folder_in_one_another_are_refused_before_anything_is_made(string store, string results)
    {
        var (code, _, error) = new Toy().Run("run", _folder.File("x.yaml"), "-q", "--store", _folder.File(store), "--results", _folder.File(results));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("lie in one another", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File(store)));
        Assert.False(Directory.Exists(_folder.File(results)));
    }

    public static TheoryData<string> UsersResults =>
        new("experiment.yaml", "points.parquet", "series/own.parquet", "report.html", "notes.txt", "sub/notes.txt");

    [Theory]
    [MemberData(nameof(UsersResults))]
    public void A_results_folder_that_is_somebody_elses_is_refused_before_anything_runs(string name)
    {
        Write(_folder.File($"results/toy/{name}"), "mine");
        var (code, _, error) = Run();
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--results", error, StringComparison.Ordinal);
        Assert.Equal([$"{name}: mine"], Contents(_folder.File("results/toy")));
        Assert.False(Directory.Exists(_folder.File("store/segments")));
    }

    [Theory]
    [InlineData("fall.svg")]
    [InlineData("fall.vl.json")]
    [InlineData("fall.pdf", "--format", "svg,pdf")]
    public void A_file_that_a_run_would_write_and_that_no_run_wrote_is_kept(string name, params string[] options)
    {
        var file = _folder.File($"results/toy/figures/{name}");
        Assert.Equal(ExitCode.Complete, Run().Code);
        const string figures = "\nfigures: [{name: fall, panels: [{layers: [{draw: line, table: trajectory, x: step, y: loss}]}]}]\n";
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment + figures);
        Write(file, "mine");
        foreach (var set in (string[])["training.steps=20", "training.steps=30"])
        {
            var (code, _, error) = Run([.. options, "--set", set]);
            Assert.Equal(ExitCode.Usage, code);
            Assert.Contains(name, error, StringComparison.Ordinal);
            Assert.Equal("mine", File.ReadAllText(file));
        }
        var plan = new Toy().Run("plan", _folder.File("x.yaml"), "--set", "training.steps=30", "--exit-code", "--store", _folder.File("store"));
        Assert.Equal(ExitCode.WorkToDo, plan.Code);
        File.Delete(file);
        Assert.Equal(ExitCode.Complete, Run(options).Code);
        Assert.Equal(ExitCode.Complete, Run(options).Code);
        Assert.NotEqual("mine", File.ReadAllText(file));
    }

    [Fact]
    public void Pictures_that_no_task_of_a_cluster_draws_are_refused()
    {
        var (code, _, error) = Run("--on", "script", "--format", "pdf");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("pipelines report", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("store")));
    }

    [Fact]
    public void A_page_of_the_users_beside_a_figure_without_frames_is_in_nobodys_way()
    {
        const string figures = "\nfigures: [{name: fall, panels: [{layers: [{draw: line, table: trajectory, x: step, y: loss}]}]}]\n";
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment + figures);
        Assert.Equal(ExitCode.Complete, Run().Code);
        Write(_folder.File("results/toy/figures/fall.html"), "mine");
        Assert.Equal(ExitCode.Complete, Run("--set", "training.steps=30").Code);
        Assert.Equal(ExitCode.Complete, new Toy().Run("report", _folder.File("results/toy")).Code);
        Assert.Equal("mine", File.ReadAllText(_folder.File("results/toy/figures/fall.html")));
    }

    [Fact]
    public void A_manifest_that_lists_files_of_the_user_takes_none_of_them()
    {
        Assert.Equal(ExitCode.Complete, Run().Code);
        Write(_folder.File("results/toy/thesis.tex"), "mine");
        Write(_folder.File("above.parquet"), "mine");
        var manifest = _folder.File("results/toy/manifest.json");
        File.WriteAllText(manifest, Regex.Replace(File.ReadAllText(manifest), "\"Seal\": \"[0-9a-f]*\"", "\"Seal\": \"\"")
            .Replace(
                "\"Files\": {", "\"Files\": {\n \"thesis.tex\": \"\", \"../../above.parquet\": \"\", \"series/../../../above.parquet\": \"\",",
                StringComparison.Ordinal));
        Assert.Equal(ExitCode.Complete, Run().Code);
        Assert.Equal("mine", File.ReadAllText(_folder.File("results/toy/thesis.tex")));
        Assert.Equal("mine", File.ReadAllText(_folder.File("above.parquet")));
    }

    [Theory]
    [InlineData("results/toy/series")]
    [InlineData("results/toy/figures")]
    [InlineData("results/toy/replaced")]
    [InlineData("store/objects")]
    [InlineData("store/segments")]
    [InlineData("store/checkpoints")]
    public void Nothing_is_written_or_removed_through_a_link_out_of_the_folder(string link)
    {
        Assert.Equal(ExitCode.Complete, Run().Code);
        var outside = _folder.File("outside");
        Write(Path.Combine(outside, "trajectory.parquet"), "mine");
        Write(Path.Combine(outside, "20260101T000000-00000000-000001"), "mine");
        var before = Contents(outside);
        if (Directory.Exists(_folder.File(link))) Directory.Delete(_folder.File(link), recursive: true);
        Directory.CreateSymbolicLink(_folder.File(link), outside);
        var (code, _, error) = Run("--set", "training.steps=30");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("is a link", error, StringComparison.Ordinal);
        new Toy().Run("gc", "--keep-days", "0", "--store", _folder.File("store"));
        Assert.Equal(before, Contents(outside));
    }

    [Fact]
    public void What_an_earlier_build_wrote_has_no_marker_and_is_used_whole()
    {
        Assert.Equal(ExitCode.Complete, Run().Code);
        foreach (var marker in (string[])["store/pipelines-store", "results/toy/.pipelines-results", "results/toy/.pipelines-lock"])
            File.Delete(_folder.File(marker));
        var written = File.GetLastWriteTimeUtc(_folder.File("results/toy/points.parquet"));
        var plan = new Toy().Run("plan", _folder.File("x.yaml"), "--store", _folder.File("store"));
        Assert.Contains("Nothing is to be computed", plan.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, Verify());
        Assert.Equal(ExitCode.Complete, Run().Code);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.File("results/toy/points.parquet")));
        Assert.True(File.Exists(_folder.File("store/pipelines-store")) && File.Exists(_folder.File("results/toy/.pipelines-results")));
        Assert.Equal(ExitCode.Complete, Verify());
    }

    private int Verify() => new Toy().Run("verify", "--store", _folder.File("store")).Code;

    private (int Code, string Output, string Error) Run(params string[] more) =>
        new Toy().Run(
        [
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more
        ]);

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static List<string> Contents(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetRelativePath(folder, f)}: {File.ReadAllText(f)}")];
}
