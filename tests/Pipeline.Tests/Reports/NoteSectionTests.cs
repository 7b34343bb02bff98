using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>What a run warns of and notes stands in its report: whoever gets the folder knows it, too.</summary>
public sealed class NoteSectionTests : IDisposable
{
    private const string Small = """
        experiment: small
        system: mean-field-hinge
        seed: 3
        replicates: 2
        dataset: {law: gaussian, inputDimension: 4, trainingSamples: 60, testSamples: 30}
        network: {hiddenUnits: 6}
        training: {effectiveLearningRate: 2, steps: 12}
        record: {every: 4}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Project Here => new() { Store = _folder.File("store"), Results = _folder.File("results"), Threads = 2 };

    [Fact]
    public async Task Warnings_stand_in_the_report_with_the_points_that_they_are_about()
    {
        var run = await Experiment.Parse(Small, Here).With("training.batchSize", 20, 70, 80, 30).RunAsync();
        const string Warning = "training.batchSize is 70 to 80: every step takes all 60 examples. (4 of 8 points: 1 to 2, 5 to 6)";
        Assert.Contains(Warning, run.Warnings);
        Assert.Contains(run.Warnings, w => w.EndsWith("(4 of 8 points: 0, 3 to 4, 7)", StringComparison.Ordinal));
        var page = Path.Combine(run.Folder, "report.html");
        var written = await File.ReadAllTextAsync(page);
        Assert.All(run.Warnings, w => Assert.Contains($"<li>{w}</li>", written, StringComparison.Ordinal));

        // From the folder alone, and where nothing is left to compute.
        File.Delete(page);
        await ResultsFolder.Open(run.Folder, Here).DrawAsync();
        Assert.Equal(written, await File.ReadAllTextAsync(page));
        Directory.Delete(Path.Combine(run.Folder, "figures"), recursive: true);
        var again = await Experiment.Parse(Small, Here).With("training.batchSize", 20, 70, 80, 30).RunAsync();
        Assert.Equal(run.Warnings, again.Warnings);
        Assert.Equal(written, await File.ReadAllTextAsync(page));
    }

    [Fact]
    public async Task A_report_without_any_has_no_place_for_them()
    {
        var run = await Experiment.Parse(Small, Here).RunAsync();
        Assert.Empty(run.Warnings);
        Assert.DoesNotContain("notes\"><h2>", await File.ReadAllTextAsync(Path.Combine(run.Folder, "report.html")), StringComparison.Ordinal);
    }
}
