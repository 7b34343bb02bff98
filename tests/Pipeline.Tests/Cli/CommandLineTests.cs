using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private const string Good = """
        experiment: small
        system: mean-field-hinge
        seed: 1
        replicates: 5
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_experiment_runs_once_and_is_reused_afterwards()
    {
        Assert.Equal(ExitCode.WorkToDo, Run(Good, "plan", "--exit-code").Code);
        var first = Run(Good, "run");
        Assert.Equal(ExitCode.Complete, first.Code);
        Assert.Contains("5 points: 5 complete.", first.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, Run(Good, "plan", "--exit-code").Code);
        Assert.True(File.Exists(_folder.File("results/small/points.parquet")));
    }

    [Fact]
    public void A_failed_check_is_exit_4_and_too_few_replicates_are_no_verdict()
    {
        const string Impossible = Good + "\nchecks: [{name: impossible, value: trajectory.trainingLoss, atMost: -1}]";
        var failed = Run(Impossible, "run");
        Assert.Equal(ExitCode.CheckFailed, failed.Code);
        Assert.StartsWith("fail               impossible: 0 of 5 replicates", failed.Output, StringComparison.Ordinal);
        Assert.Contains(" (at most -1)\n", failed.Output, StringComparison.Ordinal);
        var few = Run(Impossible, "run", "--set", "replicates=4");
        Assert.Equal(ExitCode.Complete, few.Code);
        Assert.StartsWith("too few replicates impossible: 0 of 4", few.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Replicates_that_share_a_theory_are_one_measurement_and_warnings_are_said_once()
    {
        const string Mixture = """
            experiment: small
            system: gaussian-mixture
            seed: 1
            replicates: 5
            dataset: {law: two-clusters, inputDimension: 10, sampleRatio: 2, noiseLevel: 0.5}
            network: linear
            training: {learningRate: 0.2, steps: 2, batch: full-batch, initialVariance: 0.1, start: free, seeds: 3}
            theory: {method: march, samples: 64, replicates: 2}
            record: {every: 1}
            sweep: {training.ridge: [0, 1]}
            checks:
              - {name: shared, value: theorySummary.finalError, atMost: 1}
              - {name: own, value: ensembleSummary.simulatedError, atMost: 1}
              - {name: both, value: comparison.magnetizationDifference, with: theorySummary.finalError, take: max-absolute, atMost: 100}
              - {name: sharedSweep, value: theorySummary.finalError, against: training.ridge, atLeast: -100}
            """;
        var run = Run(Mixture, "run");
        Assert.Contains("shared (training.ridge = 0): 5 of 5 replicates (one measurement, shared), median", run.Output, StringComparison.Ordinal);
        Assert.Contains("own (training.ridge = 0): 5 of 5 replicates, median", run.Output, StringComparison.Ordinal);
        Assert.Contains("both (training.ridge = 0): 5 of 5 replicates, median", run.Output, StringComparison.Ordinal);
        Assert.Contains("sharedSweep (exponent of training.ridge): 0 of 5 replicates, nothing measured", run.Output, StringComparison.Ordinal);
        Assert.Contains(" (at most 100)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n7 verdicts: 6 pass, 1 not measured\n10 points: ", run.Output, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("the standard error over 3 seeds is uncertain by 50 %", StringComparison.Ordinal)
            && line.Contains("10 of 10 points", StringComparison.Ordinal));

        // Seeds do not help against few dimensions; of several few ones it is one sentence.
        string[] OfDimension(string set) => [.. Run(Mixture, "check", "--set", set).Error.Split('\n')
            .Where(l => l.Contains("infinitely many dimensions", StringComparison.Ordinal))];
        Assert.Contains("in 10 to 99 the mean over simulations may be off", Assert.Single(OfDimension("dataset.inputDimension=10,30,99")),
            StringComparison.Ordinal);
        Assert.Empty(OfDimension("dataset.inputDimension=100"));

        // One value leaves nothing to compare, which is no failure.
        var narrowed = Run(Mixture, "run", "--set", "training.ridge=1");
        Assert.Contains("too few replicates sharedSweep (exponent of training.ridge): 0 of 0 replicates", narrowed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replicate_in_which_a_check_is_not_held_is_not_due()
    {
        // The sign of one class is a matter of chance in two examples: some replicates have both classes, others one.
        var run = Run(
            Good.Replace("trainingSamples: 50", "trainingSamples: 2", StringComparison.Ordinal)
            + "\nchecks: [{name: some, value: trajectory.trainingLoss, atLeast: 0, onlyIf: comparisonSummary.theoryApplies}]",
            "run", "--set", "replicates=12");
        Assert.Equal(ExitCode.Complete, run.Code);
        var verdict = run.Output.Split('\n')[0];
        var counts = System.Text.RegularExpressions.Regex.Match(verdict, "some: ([0-9]+) of ([0-9]+) replicates");
        Assert.True(counts.Success, verdict);
        Assert.Equal(counts.Groups[2].Value, counts.Groups[1].Value);
        Assert.InRange(int.Parse(counts.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), 1, 11);
    }

    [Fact]
    public void A_network_of_absurd_size_is_refused_before_anything_starts()
    {
        const string Huge = """
            experiment: small
            system: quenching-activation
            seed: 1
            dataset: {law: population, inputDimension: 3}
            target: linear
            network: {hiddenUnits: 2147483647}
            training: {learningRate: 0.1, steps: 5}
            record: {every: 1}
            """;
        var run = Run(Huge, "run");
        Assert.Equal(ExitCode.WillNotFit, run.Code);
        Assert.Contains("Nothing was started.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{law: sphere, inputDimension: 6, trainingSamples: 50, radius: 1e+100}",
        "Inputs of length 1E+100 are beyond the range of training in single precision.")]
    [InlineData(
        "{law: ball, inputDimension: 6, trainingSamples: 50, radius: 1e-40}",
        "Inputs of length 1E-40 are beyond the range of training in single precision.")]
    [InlineData(
        "{law: shells, inputDimension: 6, trainingSamples: 50, radii: [1, 1e+39], weights: [0.5, 0.5]}",
        "Inputs of length 1E+39 are beyond the range of training in single precision.")]
    public void Inputs_that_single_precision_cannot_hold_are_refused(string dataset, string message)
    {
        var text = Good.Replace("{law: gaussian, inputDimension: 6, trainingSamples: 50}", dataset, StringComparison.Ordinal);
        var refused = Run(text, "check");
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, Run(text, "check", "--set", "training.precision=float64").Code);
    }

    [Fact]
    public void A_divergent_point_fails_alone_with_its_step_and_its_cause()
    {
        // The first step multiplies the weights by about 1e28, so that outputs overflow in single precision.
        var run = Run(Good + "\nsweep: {training.learningRate: [10, 1.0e+30]}", "run");
        Assert.Equal(ExitCode.PointsFailed, run.Code);
        Assert.Contains("5 complete, 5 diverged", run.Output, StringComparison.Ordinal);
        Assert.Contains("point 1: diverged at step ", run.Error, StringComparison.Ordinal);
        Assert.Contains("not finite", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_starts_nothing_and_reports_every_error_with_its_place()
    {
        var bad = Run(Good.Replace("hiddenUnits: 8", "hiddenUnits: 0", StringComparison.Ordinal)
            .Replace("steps", "stepps", StringComparison.Ordinal), "run");
        Assert.Equal(ExitCode.Usage, bad.Code);
        Assert.Contains("small.yaml:6:24: error: ", bad.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'steps'", bad.Error, StringComparison.Ordinal);
        Assert.Empty(bad.Output);
        Assert.False(Directory.Exists(_folder.File("results")));
        Assert.False(Directory.Exists(_folder.File("store")));
    }

    [Fact]
    public void A_given_file_that_is_absent_is_an_error_unless_the_experiment_says_what_to_do()
    {
        const string Images = """
            experiment: small
            system: mean-field-hinge
            seed: 1
            dataset: {law: idx, images: no.idx, labels: no.idx, testImages: no.idx, testLabels: no.idx, trainingSamples: 2, testSamples: 2}
            network: {hiddenUnits: 8}
            training: {learningRate: 10, steps: 20}
            record: {every: 5}
            """;
        var refused = Run(Images, "run");
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("There is no file no.idx.", refused.Error, StringComparison.Ordinal);
        var skipped = Run(Images, "run", "--set", "dataset.ifAbsent=install it");
        Assert.Equal(ExitCode.Complete, skipped.Code);
        Assert.Contains("1 points: 1 skipped.", skipped.Output, StringComparison.Ordinal);
        Assert.Contains("install it", skipped.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("run")]
    [InlineData("run no-such-file.yaml")]
    public void Wrong_usage_is_exit_2(string arguments) => Assert.Equal(ExitCode.Usage, Execute(arguments.Split(' ')).Code);

    [Fact]
    public void The_page_of_tables_is_the_one_that_is_committed() =>
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", "tables.md")), TablesPage.Of(Systems.BuiltIn.All));

    [Fact]
    public void Every_committed_experiment_is_good()
    {
        var experiments = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "pipelines"), "*.yaml", SearchOption.AllDirectories);
        Assert.NotEmpty(experiments);
        Assert.All(experiments, file =>
        {
            var (code, _, error) = Execute("check", file, "--store", _folder.File("store"));
            Assert.Equal(ExitCode.Complete, code);
            Assert.All(error.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("warning: ", line, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_experiment_in_the_readme_is_good()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "README.md"));
        var example = readme.Split("```yaml")[1].Split("```")[0];
        Assert.StartsWith("width: good, 15 points", Run(example, "check").Output, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Run(string experiment, string verb, params string[] more)
    {
        File.WriteAllText(_folder.File("small.yaml"), experiment);
        string[] places = verb == "run" ? ["--results", _folder.File("results")] : [];
        return Execute([verb, _folder.File("small.yaml"), "--store", _folder.File("store"), "--threads", "2", .. places, .. more]);
    }

    private static (int Code, string Output, string Error) Execute(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.RunAsync(arguments, new LocalFileSystem(), new(output, error, IsTerminal: false)).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
