using System.Text.Json.Nodes;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What is asked of results and cannot be answered is said, on every way out: standard error, JSON, exit code, report.</summary>
public sealed class UnmetConditionTests : IDisposable
{
    private const string Small = """
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

    /// <summary>What a setting asks for and no run does is said before the run; what no machine should list is refused.</summary>
    [Theory]
    [InlineData(ExitCode.Complete, "The last step is 20: 2 steps of record.at come after it", "record={at: [5, 21, 100]}")]
    [InlineData(ExitCode.Complete, "record.neurons is 9: there are 8 neurons", "record.neurons=9")]
    [InlineData(ExitCode.Complete, "every step takes all 50 examples", "training.batchSize=51")]
    [InlineData(ExitCode.Complete, "training.shuffle has no effect without training.batchSize", "training.shuffle=true")]
    [InlineData(ExitCode.Complete, "good, 5 points", "record={log: 5, neurons: 0}", "training.steps=2147483647")]
    [InlineData(ExitCode.Usage, "Write record.every: 215 or more", "record.every=1", "training.steps=2147483647")]
    [InlineData(ExitCode.Usage, "at most 1000000", "record.log=2147483647")]
    public void A_schedule_that_cannot_be_met_is_said_before_anything_runs(int code, string said, params string[] settings)
    {
        var check = Run(Small, "check", settings.SelectMany(s => new[] { "--set", s }));
        Assert.True(code == check.Code, check.Output + check.Error);
        Assert.Contains(said, check.Output + check.Error, StringComparison.Ordinal);
    }

    /// <summary>A table with a row for each neuron has no last row that means something.</summary>
    [Theory]
    [InlineData("take: last", true)]
    [InlineData("take: min-increment", true)]
    [InlineData("take: max", false)]
    [InlineData("take: last, where: [neuron = 1]", false)]
    public void A_check_that_would_mix_rows_of_one_time_is_a_warning(string take, bool isMixed)
    {
        var text = Small.Replace("every: 5", "every: 5, neurons: 3", StringComparison.Ordinal)
            + $"checks: [{{name: c, value: neurons.outerWeight, {take}, atMost: 9}}]";
        var check = Run(text, "check");
        Assert.Equal(ExitCode.Complete, check.Code);
        Assert.Equal(isMixed, (check.Output + check.Error).Contains("where: [neuron = 1]", StringComparison.Ordinal));
    }

    /// <summary>What the settings rule out is no failure of a run, and no measurement: said before and after it, an error for who asks.</summary>
    [Theory]
    [InlineData("value: trajectory.testError, atMost: 1", "trajectory.testError has no number: dataset.testSamples is 0")]
    [InlineData("value: trajectory.trainingLoss, with: trajectory.testError, take: max-ratio, atMost: 1", "trajectory.testError has no number")]
    [InlineData("value: trainingSummary.finalTestError, atMost: 1", "trainingSummary.finalTestError has no number: dataset.testSamples is 0")]
    [InlineData("value: neurons.outerWeight, take: max, atMost: 9", "neurons has no row: record.neurons is 0")]
    [InlineData("value: trainingSummary.finalTrainingLoss, take: min-increment, atLeast: 0", "take: min-increment needs 2 rows, and there is 1")]
    [InlineData("value: trajectory.trainingLoss, take: min-increment, until: 4, atLeast: -1", "take: min-increment needs 2 rows, and there is 1")]
    public void What_the_settings_rule_out_is_not_measured(string check, string problem)
    {
        var text = $"{Small}checks: [{{name: c, {check}}}]";
        var foreseen = Run(text, "check");
        Assert.Equal(ExitCode.Complete, foreseen.Code);
        Assert.Contains($"warning: check c can never be judged: {problem}", foreseen.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, Run(text, "check", "--strict").Code);
        var run = Run(text, "run", "--json");
        Assert.True(run.Code == ExitCode.Complete, run.Error);
        Assert.Contains($"was not measured: {problem}", run.Error, StringComparison.Ordinal);
        var verdict = JsonNode.Parse(run.Output)!["verdicts"]![0]!;
        Assert.Equal(("not measured", null), ((string)verdict["verdict"]!, verdict["median"]));
        Assert.StartsWith(problem, (string)verdict["problem"]!, StringComparison.Ordinal);
        Assert.StartsWith("not measured       c: 0 of 5 replicates, nothing measured", Run(text, "run").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, Run(text, "run", "--strict").Code);
        Assert.Contains("not measured", Report(), StringComparison.Ordinal);
        var problems = ResultsFolder.Open(_folder.File("results/small")).Table("checks").Find("problem");
        Assert.All(Assert.IsType<Column.Texts>(problems).Values, p => Assert.StartsWith(problem, p, StringComparison.Ordinal));
    }

    /// <summary>A window after the end of the run is told before it.</summary>
    [Theory]
    [InlineData("from: 30", "its window begins at time 30, and the last recorded time is 20")]
    [InlineData("from: 6, until: 9", "no step is recorded between the times 6 and 9")]
    [InlineData("where: [step >= 21]", "its window begins at time 21, and the last recorded time is 20")]
    [InlineData("where: [time = 7]", "no step is recorded between the times 7 and 7")]
    [InlineData("from: -5, until: -1", "no step is recorded between the times -5 and -1")]
    [InlineData("from: 20.00000000001", null)]
    [InlineData("until: theorySummary.crossingTime", null)]
    [InlineData("where: [time = last]", null)]
    public void A_window_that_holds_no_recorded_step_is_a_warning(string window, string? problem)
    {
        var check = Run($"{Small}checks: [{{name: c, value: trajectory.trainingLoss, {window}, atLeast: 0}}]", "check");
        Assert.Equal(ExitCode.Complete, check.Code);
        if (problem is null) Assert.DoesNotContain("can never be judged", check.Error, StringComparison.Ordinal);
        else Assert.Contains($"warning: check c can never be judged: {problem}", check.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0/0}", "{0/0} stands for no value")]
    [InlineData("{2/hiddenUnits} units", "{2/hiddenUnits} stands for no value")]
    [InlineData("$w_{0/0}$ {}", "{} stands for no value")]
    [InlineData("$w_{0/0}$, {replicate}, {1/replicate}", null)]
    public void Braces_in_a_label_hold_a_column_or_are_refused(string label, string? problem)
    {
        var check = Run(
            $"{Small}figures: [{{name: f, panels: [{{x: {{label: t}}, y: {{label: l}}, "
                + $"layers: [{{draw: line, table: trajectory, y: trainingLoss, label: '{label}'}}]}}]}}]", "check");
        Assert.Equal(problem is null ? ExitCode.Complete : ExitCode.Usage, check.Code);
        if (problem is not null) Assert.Contains($"error: {problem}", check.Error, StringComparison.Ordinal);
    }

    /// <summary>Titles and axes have no value of a curve to put there, and braces would be drawn.</summary>
    [Theory]
    [InlineData("title: 'at {replicate}', ", "", "", "{replicate}")]
    [InlineData("", "title: 'at {replicate}', ", "", "{replicate}")]
    [InlineData("", "", "at {x}", "{x}")]
    [InlineData("title: '$a_{0}$ at 1', ", "title: '$b^{2}$', ", "$t_{0}$", null)]
    public void Braces_where_no_values_are_are_refused(string figure, string panel, string axis, string? braces)
    {
        var check = Run(
            $"{Small}figures: [{{name: f, {figure}panels: [{{{panel}x: {{label: '{axis}'}}, y: {{label: l}}, "
                + "layers: [{draw: line, table: trajectory, y: trainingLoss}]}]}]", "check");
        Assert.Equal(braces is null ? ExitCode.Complete : ExitCode.Usage, check.Code);
        if (braces is not null) Assert.Contains($"error: {braces} stands for no value here.", check.Error, StringComparison.Ordinal);
    }

    /// <summary>What YAML and C# call numbers, and no window, reference or row can have.</summary>
    [Theory]
    [InlineData("from: .nan", "'.nan' is no finite number")]
    [InlineData("from: nan", "'nan' is no finite number")]
    [InlineData("until: -.Inf", "'-.Inf' is no finite number")]
    [InlineData("until: 1e400", "'1e400' is no finite number")]
    [InlineData("with: Infinity, take: max-ratio", "'Infinity' is no finite number")]
    [InlineData("where: [time = nan]", "No number of column time is compared with NaN.")]
    public void Numbers_that_are_none_are_refused_with_their_place(string part, string problem)
    {
        var check = Run($"{Small}checks: [{{name: c, value: trajectory.trainingLoss, {part}, atMost: 1}}]", "check");
        Assert.Equal(ExitCode.Usage, check.Code);
        Assert.Contains($"error: {problem}", check.Error, StringComparison.Ordinal);
        Assert.Contains("small.yaml:9:", check.Error, StringComparison.Ordinal);
    }

    /// <summary>A layer that no point gives anything to is told before the run; one that some point does is not.</summary>
    [Theory]
    [InlineData("table: trajectory, y: testError", "figure f: trajectory.testError has no number: dataset.testSamples is 0")]
    [InlineData("table: trajectory, y: trainingLoss, where: [time = 7]", "figure f: a layer of trajectory shows nothing: no step is recorded")]
    [InlineData("table: trajectory, y: trainingLoss, where: [time > 15, step < 50]", null)]
    [InlineData("table: trajectory, y: trainingLoss, where: [step = 40]", null)]
    [InlineData("table: neurons, y: outerWeight", "figure f: neurons has no row: record.neurons is 0")]
    public void A_layer_of_what_there_will_not_be_is_a_warning(string layer, string? problem)
    {
        var text = $"{Small}figures: [{{name: f, panels: [{{x: {{label: t}}, y: {{label: l}}, layers: [{{draw: line, {layer}}}]}}]}}]";
        var check = Run(text, "check", "--set", "training.steps=20,40");
        Assert.True(check.Code == ExitCode.Complete, check.Error);
        if (problem is null) Assert.DoesNotContain("figure f", check.Error, StringComparison.Ordinal);
        else Assert.Contains($"warning: {problem}", check.Error, StringComparison.Ordinal);
    }

    /// <summary>Start and end alone are no curve: said by check and run, where somebody looks over time, and where more could be recorded.</summary>
    [Theory]
    [InlineData("checks: [{name: c, value: trajectory.trainingLoss, take: max, atMost: 9}]\nfigures: []", "check c sees")]
    [InlineData("checks: [{name: c, value: trajectory.trainingLoss, where: [time = 20], take: max, atMost: 9}]\nfigures: []", null)]
    [InlineData("checks: [{name: c, value: trajectory.trainingLoss, atMost: 9}]\nfigures: []", null)]
    [InlineData("", "figure over-time sees")]
    [InlineData("record: {every: 5}", null)]
    public void Two_recorded_times_are_no_curve(string more, string? problem)
    {
        var unrecorded = string.Join('\n', Small.Split('\n').Where(l => !l.StartsWith("record", StringComparison.Ordinal)));
        foreach (var verb in (string[])["check", "run"])
        {
            var heard = Run($"{unrecorded}{more}\n", verb, "--set", "training.steps=20");
            if (problem is null) Assert.DoesNotContain("no more of time", heard.Error, StringComparison.Ordinal);
            else Assert.Contains($"warning: {problem} no more of time than 0 and 20: those alone", heard.Error, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("no more of time", Run(unrecorded, "check", "--set", "training.steps=1").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{name: c, value: trajectory.trainingLoss, from: 6, until: 9, atLeast: 0}", "the window holds no row")]
    [InlineData("{name: c, value: trajectory.trainingLoss, from: 30, atLeast: 0}", "the window holds no row")]
    [InlineData("{name: c, value: trajectory.trainingLoss, onlyAt: network.hiddenUnits = 9, atLeast: 0}", "no point has network.hiddenUnits = 9")]
    [InlineData("{name: c, value: trajectory.trainingLoss, relativeTo: network.hiddenUnits = 9, atLeast: 0}", "network.hiddenUnits is not swept")]
    public void A_check_whose_condition_nothing_meets_is_an_error_of_run(string check, string problem)
    {
        var run = Run($"{Small}checks: [{check}]", "run", "--json");
        Assert.Equal(ExitCode.CheckFailed, run.Code);
        Assert.Contains($"check c", run.Error, StringComparison.Ordinal);
        Assert.Contains($"was not measured: {problem}", run.Error, StringComparison.Ordinal);
        var verdict = JsonNode.Parse(run.Output)!["verdicts"]![0]!;
        Assert.Equal(("not measured", problem, null), ((string)verdict["verdict"]!, (string)verdict["problem"]!, verdict["median"]));
        // Once more, from what is stored.
        var again = Run($"{Small}checks: [{check}]", "run");
        Assert.Equal(ExitCode.CheckFailed, again.Code);
        Assert.StartsWith("not measured       c", again.Output, StringComparison.Ordinal);
        Assert.Contains("not measured", Report(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "layers: [{draw: line, table: trajectory, y: trainingLoss, where: [time = 7]}]",
        "no row of table 'trajectory' has time = 7; nearest are 5 and 10")]
    [InlineData(
        "layers: [{draw: line, table: trajectory, y: trainingLoss}, {draw: line, table: theory, y: clock, where: [time > 20]}]",
        "no row of table 'theory' has time > 20")]
    [InlineData(
        "layers: [{draw: points, table: points, x: replicate, y: finalTrainingLoss, where: [status = failed]}]",
        "no row of table 'points' has status = failed")]
    [InlineData(
        "layers: [{draw: line, table: trajectory, y: trainingLoss}], rules: [{x: theorySummary.crossingTime, where: [replicate = 9]}]",
        "no row of table 'points' has replicate = 9")]
    [InlineData(
        "layers: [{draw: line, table: trajectory, y: trainingLoss}], insets: [{layers: [{draw: line, table: trajectory, y: testError, where: [step "
            + "< 0]}]}]", "no row of table 'trajectory' has step < 0")]
    public void A_figure_with_a_condition_that_nothing_meets_is_an_error_of_run_and_report(string panel, string problem)
    {
        var text = Small + "figures:\n  - name: f\n    panels: [{" + panel + "}]\n";
        foreach (var run in new[] { Run(
            text, "run", "--json"), Run(text, "run", "--json"), Tool.Run("report", _folder.File("results/small"), "--json") })
        {
            Assert.Equal(ExitCode.CheckFailed, run.Code);
            Assert.Contains($"figure f was not drawn: {problem}", run.Error, StringComparison.Ordinal);
            var undrawn = JsonNode.Parse(run.Output)!["undrawn"]![0]!;
            Assert.Equal("f", (string)undrawn["figure"]!);
            Assert.StartsWith(problem, (string)undrawn["problem"]!, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(_folder.File("results/small/figures/f.svg")));
        Assert.Contains(problem.Split(';')[0].Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal), Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void Points_that_failed_are_not_measured()
    {
        var run = Run($"{Small}checks: [{{name: c, value: trajectory.trainingLoss, atMost: 1}}]", "run", "--set", "training.learningRate=1e30");
        Assert.Equal(ExitCode.PointsFailed, run.Code);
        Assert.StartsWith("not measured       c: 0 of 5 replicates, nothing measured\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("check c was not measured: the points are diverged", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_number_is_infinite_everywhere()
    {
        var text = $"{Small}checks: [{{name: c, value: theory.satisfactionEdge, take: max, atLeast: 1}}]";
        var run = Run(text, "run");
        Assert.Equal(ExitCode.Complete, run.Code);
        Assert.Contains("5 of 5 replicates", run.Output, StringComparison.Ordinal);
        Assert.Contains("median Infinity", run.Output, StringComparison.Ordinal);
        Assert.Equal("Infinity", (string)JsonNode.Parse(Run(text, "run", "--json").Output)!["verdicts"]![0]!["median"]!);
        Assert.Contains("<td>∞</td>", Report(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replicates=4", "c can never be judged: there are 4 replicates, and a verdict needs 5", 0)]
    [InlineData("replicates=5", "", 0)]
    public void A_check_that_can_never_be_judged_is_a_warning_and_with_strict_exit_4(string set, string warning, int code)
    {
        var text = $"{Small}checks: [{{name: c, value: trajectory.trainingLoss, atLeast: 0}}]";
        var isOpen = warning.Length > 0;
        foreach (var verb in (string[])["check", "run"])
        {
            Assert.Equal(code, Run(text, verb, "--set", set).Code);
            Assert.Equal(isOpen ? ExitCode.CheckFailed : code, Run(text, verb, "--set", set, "--strict").Code);
        }
        var check = Run(text, "check", "--set", set, "--json");
        Assert.Equal(isOpen, check.Error.Contains($"warning: check {warning}", StringComparison.Ordinal));
        Assert.Equal(isOpen ? 1 : 0, JsonNode.Parse(check.Output)!["unjudgeable"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("against: network.hiddenUnits", "network.hiddenUnits=[10,20]", "the exponent needs 3 values of network.hiddenUnits, and there are 2")]
    [InlineData("against: network.hiddenUnits", "seed=2", "network.hiddenUnits is not swept")]
    [InlineData("relativeTo: network.hiddenUnits = 30", "network.hiddenUnits=[10,20]", "no point has network.hiddenUnits = 30 with all else alike")]
    [InlineData("onlyAt: network.hiddenUnits = 30", "network.hiddenUnits=[10,20]", "no point has network.hiddenUnits = 30")]
    [InlineData(
        "against: training.learningRate, onlyAt: training.learningRate = 1", "training.learningRate=[1,2,3]",
        "the exponent needs 3 values of training.learningRate, and there is 1")]
    public void Whatever_bars_a_verdict_is_known_before_the_run(string part, string set, string reason)
    {
        var check = Run($"{Small}checks: [{{name: c, value: trajectory.trainingLoss, {part}, atLeast: 0}}]", "check", "--strict", "--set", set);
        Assert.Equal(ExitCode.CheckFailed, check.Code);
        Assert.Contains($"warning: check c can never be judged: {reason}", check.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string> Shipped =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "pipelines"), "*.yaml", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(RepositoryFiles.Root, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_example_can_be_judged(string file)
    {
        // Images may not be here: that is another exit code.
        var check = Tool.Run("check", Path.Combine(RepositoryFiles.Root, file), "--strict");
        Assert.True(check.Code is not ExitCode.CheckFailed, check.Error);
    }

    private string Report() => File.ReadAllText(_folder.File("results/small/report.html"));

    private (int Code, string Output, string Error) Run(string text, string verb, params IEnumerable<string> more)
    {
        File.WriteAllText(_folder.File("small.yaml"), text);
        string[] folders = verb == "run" ? ["--threads", "1"] : [];
        return Tool.Run(
        [
            verb, _folder.File("small.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), .. folders, .. more
        ]);
    }
}
