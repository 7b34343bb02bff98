using Parquet.Schema;
using Parquet;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Results lie where users and disks can reach them: what is no table any more is said, and the next run writes it again.</summary>
public sealed class DamagedResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DamagedResultsTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut")]
    [InlineData("text")]
    [InlineData("empty")]
    public void A_table_that_is_none_is_named_by_whoever_reads_it(string damage)
    {
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        Directory.Move(_folder.File("results/toy"), _folder.File("whole"));
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        foreach (var table in (string[])["points.parquet", "timings.parquet"]) Damage(_folder.File($"results/toy/{table}"), damage);

        AssertNamed(Run("run", "--only", "failed"));
        AssertNamed(new Toy().Run("report", _folder.File("results/toy")));
        AssertNamed(new Toy().Run("diff", _folder.File("whole"), _folder.File("results/toy")));

        // What was measured stands in the record of the run, not in its tables.
        var plan = Run("plan", "--set", "training.steps=30");
        Assert.Equal(ExitCode.Complete, plan.Code);
        Assert.Contains("toy-training: measured on ", plan.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, new Toy().Run("verify", "--store", _folder.File("store")).Code);

        Assert.Equal(ExitCode.Complete, Run("run").Code);
        Assert.Equal(ExitCode.Complete, new Toy().Run("verify", "--store", _folder.File("store")).Code);
        Assert.Equal(ExitCode.Complete, new Toy().Run("report", _folder.File("results/toy")).Code);
    }

    /// <summary>Nobody says that there is no manifest: there is one, and what is wrong with it is told once.</summary>
    [Theory]
    [InlineData("{")]
    [InlineData("garbage")]
    [InlineData("{\"Files\": null}")]
    [InlineData("")]
    public void A_manifest_that_cannot_be_used_is_named_with_the_cause(string content)
    {
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        File.WriteAllText(_folder.File("results/toy/manifest.json"), content);
        (string[] Command, int Code)[] verbs =
        [
            (["report", _folder.File("results/toy")], ExitCode.InputOutput),
            (["repro", _folder.File("results/toy")], ExitCode.Usage),
            (["diff", _folder.File("results/toy"), _folder.File("results/toy"), "--numbers"], ExitCode.Complete),
        ];
        foreach (var (command, code) in verbs)
        {
            var ended = new Toy().Run(command);
            Assert.True(ended.Code == code, $"{command[0]}: {ended.Code} {ended.Error}");
            Assert.Contains("manifest.json", ended.Error, StringComparison.Ordinal);
            Assert.Contains("it is not the manifest that was written", ended.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("no manifest", ended.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Most programs write columns that may hold nulls, whether they do or not.</summary>
    [Fact]
    public async Task A_table_of_another_program_is_refused_for_what_is_wrong_with_it()
    {
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        var folder = _folder.File("results/toy");
        File.Delete(Path.Combine(folder, "manifest.json"));
        await using (var stream = File.Create(Path.Combine(folder, "verdicts.parquet")))
        {
            DataField field = new DataField<string>("name\nof two lines", nullable: true);
            var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream);
            await using (writer)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(field, (string?[])["a"]);
                group.CompleteValidate();
            }
        }
        var report = new Toy().Run("diff", folder, folder);
        Assert.Equal(ExitCode.InputOutput, report.Code);
        Assert.Contains("may hold nulls", report.Error, StringComparison.Ordinal);
        Assert.Contains("verdicts.parquet cannot be read: ", report.Error, StringComparison.Ordinal);
        Assert.Equal(3, report.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void A_place_where_results_cannot_be_written_is_found_before_anything_runs()
    {
        // A path of the command line that cannot serve is an error of usage: nothing was started.
        File.WriteAllText(_folder.File("results"), "a file");
        var run = Run("run");
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(_folder.File("results"), run.Error, StringComparison.Ordinal);
        File.Delete(_folder.File("results"));
        Assert.Equal(ExitCode.WorkToDo, Run("plan", "--exit-code").Code);
        Assert.Equal(ExitCode.Complete, Run("run").Code);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    private void AssertNamed((int Code, string Output, string Error) command)
    {
        Assert.Equal(ExitCode.InputOutput, command.Code);
        Assert.Contains(
            $"{_folder.File("results/toy")}{Path.DirectorySeparatorChar}points.parquet cannot be read: ", command.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", command.Error, StringComparison.Ordinal);
    }

    private static void Damage(string path, string damage) => File.WriteAllBytes(path, damage switch
    {
        "cut" => File.ReadAllBytes(path)[..^9],
        "text" => "this is no table"u8.ToArray(),
        _ => [],
    });

    private (int Code, string Output, string Error) Run(string verb, params string[] more) =>
        new Toy().Run([verb, _folder.File("x.yaml"), .. verb == "run"
            ? (string[])["-q"]
            : [], "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more]);
}
