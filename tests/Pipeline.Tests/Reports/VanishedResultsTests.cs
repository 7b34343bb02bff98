using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>Somebody takes a results folder away while its report is made.</summary>
public sealed class VanishedResultsTests(DrawnRun run) : IClassFixture<DrawnRun>
{
    [Fact]
    public void A_table_that_is_gone_is_an_error_of_input_and_no_bug()
    {
        using var folder = new TemporaryFolder();
        var experiment = ExperimentFile.Load("f", File.ReadAllBytes(run.ExperimentFile), [], Systems.BuiltIn.Registry)
            .Match(e => e, errors => throw new InvalidOperationException(errors[0].Render()));
        var files = new LocalFileSystem();
        var error = Assert.Throws<IOException>(
            () => ReportDocuments.Make(files, new(files, folder.Path), experiment, folder.Path, []).ToList());
        Assert.StartsWith($"{folder.Path}: there is no table 'points'", error.Message, StringComparison.Ordinal);
    }
}
