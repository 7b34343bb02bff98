using System.Globalization;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The user's own program of docs/how-to/own-programs.md: one file against the library, compiled and run as the page says.</summary>
public sealed class OwnProgramTests : IDisposable
{
    /// <summary>As it was given to the build: in other letters it is another configuration, for which everything would be built again.</summary>
    private static readonly string Configuration =
        CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Path.GetFileName(Path.GetDirectoryName(ChildProcess.Program)!));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loss_and_a_stage_of_ones_own_run_with_the_whole_tool()
    {
        string[] places = ["--store", _folder.File("store"), "--results", _folder.File("results")];
        var run = Own(["run", "examples/own-loss.yaml", .. places, "--quiet", "--set", "training.seeds=5", "--set", "replicates=1"]);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Matches("same-angle: 1 of 1 replicates, median 0.0", run.Output);
        Assert.True(File.Exists(_folder.File("results/own-loss/series/angle.parquet")));
        Assert.True(File.Exists(_folder.File("results/own-loss/series/theory.parquet")));
        Assert.Contains("### angle", Own(["tables"], "--no-build").Output, StringComparison.Ordinal);
        Assert.Contains("1 hold, 0 fail", Own(
            ["test", "examples/own-loss.yaml", "--only", "gradient-is-slope", "--cases", "3"], "--no-build").Output, StringComparison.Ordinal);
        string[] smoothed = ["pipelines/tiny/hinge.yaml", "--set", "training.loss=smoothed"];
        var hinge = Own(["run", .. smoothed, .. places, "--quiet", "--set", "training.precision=float64"], "--no-build");
        Assert.True(hinge.ExitCode == 0, hinge.Error + hinge.Output);
        Assert.Matches(@"(\d) verdicts: \1 pass", hinge.Output);
        Assert.Contains("1 hold, 0 fail", Own(["test", .. smoothed, "--only", "gradient-is-slope", "--cases", "3"], "--no-build").Output,
            StringComparison.Ordinal);
        var softplus = Own(["run", "examples/own-activation.yaml", .. places, "--quiet"], "--no-build");
        Assert.True(softplus.ExitCode == 0, softplus.Error + softplus.Output);
        Assert.Matches("learns: 5 of 5 replicates", softplus.Output);
        Assert.Contains("1 hold, 0 fail", Own(["test", "examples/own-activation.yaml", "--only", "gradient-is-slope", "--cases", "3"], "--no-build")
            .Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, Own(
        [
            "plan", "examples/own-loss.yaml", .. places, "--exit-code", "--set", "training.seeds=5", "--set", "replicates=1"
        ], "--no-build").ExitCode);
    }

    [Fact]
    public void Without_the_program_the_loss_is_refused_by_name()
    {
        var (code, _, error) = Tool.Run("check", Path.Combine(RepositoryFiles.Root, "examples", "own-loss.yaml"));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("There is no loss 'exponential'.", error, StringComparison.Ordinal);
        Assert.Contains("docs/how-to/own-programs.md", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_takes_the_place_of_the_one_with_its_name_and_others_stay()
    {
        var own = MixtureSystem.Definition with { Summary = "mine" };
        var systems = Systems.BuiltIn.With(own);
        Assert.Equal("mine", systems.Find("gaussian-mixture").Summary);
        Assert.Equal(Systems.BuiltIn.All.Select(s => s.Name).Order(), systems.All.Select(s => s.Name).Order());
        Assert.Throws<ArgumentException>(() => Systems.BuiltIn.With(own, own));
    }

    [Fact]
    public void A_stage_that_reads_a_table_which_is_not_there_says_so() =>
        Assert.Contains(
            "'nothing'", Assert.Throws<ArgumentException>(() => new PointPlan.Ready([]).Producing("nothing")).Message, StringComparison.Ordinal);

    /// <remarks>Build servers would stay behind with our ends of the pipes.</remarks>
    private static ChildProcess.Finished Own(IReadOnlyList<string> arguments, params IReadOnlyList<string> options) => ChildProcess.Run(
        "dotnet", ["run", "-c", Configuration, .. options, "examples/own-loss.cs", "--", .. arguments], RepositoryFiles.Root,
        [("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0")]);
}
