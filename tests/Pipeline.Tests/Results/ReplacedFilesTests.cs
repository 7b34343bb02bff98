using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Results;

/// <summary>What somebody wrote into a file of a results folder is never lost, whichever file it is and whichever verb writes it anew.</summary>
public sealed class ReplacedFilesTests : IDisposable
{
    private const string Figures = "\nfigures: [{name: fall, panels: [{layers: [{draw: line, table: trajectory, x: step, y: loss}]}]}]\n";

    private readonly TemporaryFolder _folder = new();

    public ReplacedFilesTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Explanations.Toy.Experiment + Figures);
        File.WriteAllText(_folder.File("y.yaml"), (Explanations.Toy.Experiment + Figures).Replace("fall", "other", StringComparison.Ordinal));
        File.WriteAllText(_folder.File("given.csv"), "1");
        Assert.Equal(ExitCode.Complete, Run().Code);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_in_the_place_of_the_kept_ones_is_refused_before_anything_is_written()
    {
        File.WriteAllText(At("replaced"), "mine");
        File.WriteAllText(At("experiment.yaml"), "my experiment");
        var (code, _, error) = Run("--set", "training.steps=30");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("Move it away", error, StringComparison.Ordinal);
        Assert.Equal(("mine", "my experiment"), (File.ReadAllText(At("replaced")), File.ReadAllText(At("experiment.yaml"))));
    }

    [Fact]
    public void What_a_killed_copy_left_is_removed_by_the_next_run()
    {
        Directory.CreateDirectory(At("replaced/series"));
        var left = At($"replaced/series/trajectory.parquet.1-{new string('0', 32)}.tmp");
        File.WriteAllText(left, "half");
        Assert.Equal(ExitCode.Complete, Run("--set", "training.steps=30").Code);
        Assert.False(File.Exists(left));
    }

    [Theory]
    [InlineData("--set", "training.steps=20")]
    [InlineData("--set", "training.steps=30")]
    public void A_run_keeps_every_edit_once_and_says_where(params string[] change)
    {
        var names = Names();
        foreach (var name in names) File.WriteAllText(At(name), $"my {name}");
        var (code, _, error) = Run(change);
        Assert.True(code == ExitCode.Complete, error);

        // Without its manifest nobody knows what the others were: that one alone is known to be changed.
        Assert.Equal("my manifest.json", File.ReadAllText(At("replaced/manifest.json")));

        foreach (var name in names.Where(n => n != "manifest.json")) File.WriteAllText(At(name), $"my {name}");
        (code, _, error) = Run(change);
        Assert.True(code == ExitCode.Complete, error);
        Assert.Contains("experiment.yaml", names);
        Assert.Contains("series/trajectory.parquet", names);
        Assert.Contains("figures/fall.vl.json", names);
        foreach (var name in names)
        {
            Assert.Equal($"my {name}", File.ReadAllText(At($"replaced/{name}")));
            Assert.NotEqual($"my {name}", File.ReadAllText(At(name)));
            if (name != "manifest.json") Assert.Contains($"kept as {At($"replaced/{name}")}.", error, StringComparison.Ordinal);
        }
        Assert.Equal(names.Length, Directory.GetFiles(At("replaced"), "*", SearchOption.AllDirectories).Length);
        Assert.Equal(
            ExitCode.Complete, new Explanations.Toy().Run("verify", "--store", _folder.File("store"), "--results", _folder.File("results")).Code);

        // A second edit of the same file is another one, and the same edit is not.
        foreach (var text in (string[])["again", "again", $"my {names[0]}"])
        {
            File.WriteAllText(At(names[0]), text);
            Assert.Equal(ExitCode.Complete, Run(change).Code);
        }
        Assert.Equal("again", File.ReadAllText(At($"replaced/{names[0]}.2")));
        Assert.Equal(names.Length + 1, Directory.GetFiles(At("replaced"), "*", SearchOption.AllDirectories).Length);
        Assert.Equal("", Run(change).Error);
    }

    [Fact]
    public void Figures_that_go_with_another_experiment_are_kept_when_they_were_changed()
    {
        File.WriteAllText(At("figures/fall.vl.json"), "mine");
        File.Move(_folder.File("y.yaml"), _folder.File("x.yaml"), overwrite: true);
        Assert.Equal(ExitCode.Complete, Run().Code);
        Assert.False(File.Exists(At("figures/fall.vl.json")));
        Assert.Equal("mine", File.ReadAllText(At("replaced/figures/fall.vl.json")));
    }

    [Fact]
    public void A_report_keeps_edits_of_what_it_draws_again()
    {
        foreach (var name in (string[])["report.html", "figures/fall.vl.json"]) File.WriteAllText(At(name), "mine");
        var (code, _, error) = Report();
        Assert.Equal(ExitCode.Complete, code);
        Assert.Equal(2, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var name in (string[])["report.html", "figures/fall.vl.json"]) Assert.Equal("mine", File.ReadAllText(At($"replaced/{name}")));
        Assert.Equal("", Report().Error);
    }

    [Fact]
    public void A_file_that_was_edited_to_nothing_is_kept_too()
    {
        File.WriteAllText(At("experiment.yaml"), "");
        Assert.Contains("replaced/experiment.yaml", Run("--set", "training.steps=30").Error, StringComparison.Ordinal);
        Assert.Equal("", File.ReadAllText(At("replaced/experiment.yaml")));
    }

    /// <summary>Nobody knows which of them somebody changed; those that come out the same again are no others.</summary>
    [Fact]
    public void Without_a_manifest_every_file_that_becomes_another_is_kept()
    {
        File.WriteAllText(At("points.parquet"), "mine");
        File.WriteAllText(At("report.html"), "my report");
        File.Delete(At("manifest.json"));
        var (code, _, error) = Run();
        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("no manifest says what was written there", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("replaced/points.parquet")));
        Assert.Equal("my report", File.ReadAllText(At("replaced/report.html")));
        Assert.False(Directory.Exists(At("replaced/series")));
        Assert.False(Directory.Exists(At("replaced/figures")));
    }

    /// <summary>What is hashed is what is read, so that nothing can come in between.</summary>
    [Fact]
    public void A_report_opens_every_table_once()
    {
        var opened = new Dictionary<string, int>(StringComparer.Ordinal);
        var files = new Faults.FaultyFileSystem(new Pipeline.Storage.Files.LocalFileSystem(), o =>
        {
            if (o.Name is "open" or "read" && o.Path.EndsWith(".parquet", StringComparison.Ordinal))
                opened[Path.GetFileName(o.Path)] = opened.GetValueOrDefault(Path.GetFileName(o.Path)) + 1;
            return Faults.Fault.None;
        });
        Assert.Equal(ExitCode.Complete, new Explanations.Toy().Run(files, "report", At("")).Code);
        Assert.Equal(["checks.parquet", "points.parquet", "theory.parquet", "trajectory.parquet", "verdicts.parquet"], opened.Keys.Order());
        Assert.All(opened.Values, times => Assert.Equal(1, times));
        Assert.Empty(files.Reading);
    }

    [Fact]
    public void What_is_drawn_beside_is_kept_too_when_it_was_changed()
    {
        string[] other = ["--experiment", _folder.File("y.yaml")];
        Assert.Equal(ExitCode.Complete, Report(other).Code);
        Assert.Equal("", Report(other).Error);
        File.WriteAllText(At("redrawn/figures/other.vl.json"), "mine");
        Assert.Contains("replaced/redrawn/figures/other.vl.json", Report(other).Error, StringComparison.Ordinal);
        File.WriteAllText(At("redrawn/report.html"), "mine too");
        Assert.Equal(ExitCode.Complete, Run("--set", "training.steps=30").Code);
        Assert.Equal("mine", File.ReadAllText(At("replaced/redrawn/figures/other.vl.json")));
        Assert.Equal("mine too", File.ReadAllText(At("replaced/redrawn/report.html")));
        Assert.Empty(Directory.GetFiles(At("redrawn"), "*", SearchOption.AllDirectories));
    }

    private string At(string name) => Path.Combine(_folder.File("results/toy"), name);

    /// <summary>Every file that a run writes, but for the marker and the lock.</summary>
    private string[] Names() =>
    [
        .. Directory.GetFiles(At(""), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(At(""), f))
            .Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal),
    ];

    private (int Code, string Output, string Error) Report(params string[] more) => new Explanations.Toy().Run(["report", At(""), .. more]);

    private (int Code, string Output, string Error) Run(params string[] more) =>
        new Explanations.Toy().Run(
        [
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more
        ]);
}
