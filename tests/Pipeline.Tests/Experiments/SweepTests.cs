using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Sweeps in files and on the command line.</summary>
public class SweepTests
{
    private const string Zipped = Sample.Minimal + """
        sweep:
          zip: {training.learningRate: [1, 2, 3], training.steps: [30, 20, 10]}
          dataset.trainingSamples: [10, 1e2]
        replicates: 2

        """;

    private static string[] Rows(ExperimentDefinition experiment) =>
        [.. experiment.Points().Select(p => p.Match(
            q => $"{q.Index}/{q.Configuration}/{q.Replicate}: {string.Join(' ', q.Swept.Select(v => v ?? "null"))}", e => e[0].Message))];

    [Fact]
    public void Axes_nest_in_the_order_of_the_file_and_replicates_come_last()
    {
        var experiment = Sample.Valid(Zipped);
        Assert.Equal(["training.learningRate", "training.steps", "dataset.trainingSamples"], experiment.Columns.Select(c => c.Path));
        Assert.Equal([typeof(double), typeof(long), typeof(long)], experiment.Columns.Select(c => c.Type));
        Assert.Equal(
            ["0/0/0: 1 30 10", "1/1/0: 1 30 100", "2/2/0: 2 20 10", "3/3/0: 2 20 100", "4/4/0: 3 10 10", "5/5/0: 3 10 100",
             "6/0/1: 1 30 10", "7/1/1: 1 30 100", "8/2/1: 2 20 10", "9/3/1: 2 20 100", "10/4/1: 3 10 10", "11/5/1: 3 10 100"],
            Rows(experiment));
    }

    [Fact]
    public void Evenly_spaced_values_are_exact_where_they_can_be()
    {
        var experiment = Sample.Valid(
            Sample.Minimal + "sweep: {training.learningRate: {log: [1e-3, 1000, 7]}, network.outerStart: {lin: [0, 1, 11]}}");
        Assert.Equal([0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0], Enumerable.Range(0, 7)
            .Select(i => Sample.Settings(experiment, 11 * i).Training.LearningRate!.Value));
        Assert.Equal([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], Enumerable.Range(0, 11)
            .Select(i => Sample.Settings(experiment, i).Network.OuterStart!.Value));
    }

    [Fact]
    public void Spaced_values_of_a_whole_number_are_the_nearest_ones() =>
        Assert.Equal(
            ["0/0/0: 10", "1/1/0: 32", "2/2/0: 100"], Rows(Sample.Valid(Sample.Minimal + "sweep: {network.hiddenUnits: {log: [10, 100, 3]}}")));

    [Fact]
    public void Groups_names_and_null_can_be_swept()
    {
        var experiment = Sample.Valid(Sample.Minimal
            + "sweep: {dataset: [coin, {law: images, path: a.idx}], network.activation: [relu, soft-plus], network.outerStart: [null, 1]}");
        Assert.Equal([typeof(string), typeof(string), typeof(double)], experiment.Columns.Select(c => c.Type));
        Assert.Equal("4/4/0: images relu null", Rows(experiment)[4]);
        Assert.Equal(new SampleDataset.Images("a.idx"), Sample.Settings(experiment, 7).Dataset);
    }

    /// <summary>A name is the case, the keys that differ, the first key that tells all apart, or a number: whichever is short and enough.</summary>
    [Theory]
    [InlineData("{law: images, path: a}, {law: images, path: b}", "path a|path b")]
    [InlineData("{law: images, path: a}", "images")]
    [InlineData("coin, {law: images, path: b}", "coin|images")]
    [InlineData("coin, {law: images, path: a}, {law: images, path: b}", "coin|images; path a|images; path b")]
    [InlineData(
        "{law: gaussian, inputDimension: 2, trainingSamples: 5}, {law: gaussian, inputDimension: 3, trainingSamples: 5}",
        "inputDimension 2|inputDimension 3")]
    [InlineData(
        "{law: gaussian, inputDimension: 2, trainingSamples: 5}, {law: gaussian, inputDimension: 2, trainingSamples: 5, mislabelFraction: 0.1}",
        "mislabelFraction default|mislabelFraction 0.1")]
    [InlineData(
        "{law: gaussian, inputDimension: 2, trainingSamples: 5}, {law: gaussian, inputDimension: 3, trainingSamples: 6, mislabelFraction: 0.1}",
        "inputDimension 2|inputDimension 3")]
    [InlineData(
        "{law: images, path: a-name-that-is-longer-than-any-legend-has-room-for-1}, "
            + "{law: images, path: a-name-that-is-longer-than-any-legend-has-room-for-2}", "images 1|images 2")]
    public void Swept_groups_have_short_names(string groups, string names) =>
        Assert.Equal(
            names.Split('|').Select((name, i) => $"{i}/{i}/0: {name}"), Rows(Sample.Valid(Sample.Minimal + $"sweep: {{dataset: [{groups}]}}")));

    [Fact]
    public void Names_of_swept_groups_are_distinct_and_fit_into_a_legend()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var groups = Enumerable.Range(0, random.Next(2, 7)).Select(_ => random.Next(4) == 0
                ? $"{{law: images, path: {new string('p', random.Next(1, 60))}{random.Next(3)}}}"
                : $"{{law: gaussian, inputDimension: {random.Next(1, 4)}, trainingSamples: {random.Next(1, 3)}"
                    + $"{(random.Next(2) == 0 ? "" : $", mislabelFraction: 0.{random.Next(1, 4)}")}}}").Distinct().ToList();
            var experiment = Sample.Valid(Sample.Minimal + $"sweep: {{dataset: [{string.Join(", ", groups)}]}}");
            var names = experiment.Points().Select(p => p.Match(q => (string)q.Swept[0]!, e => e[0].Message)).ToList();
            Assert.True(
                names.Distinct().Count() == groups.Count && names.TrueForAll(n => n.Length is > 0 and <= 40),
                $"seed {seed}: {string.Join(" | ", names)}");
        }
    }

    [Fact]
    public void A_group_that_is_not_written_out_can_be_swept_into() =>
        Assert.Equal(99, Sample.Settings(Sample.Valid(Sample.Minimal + "sweep: {record.log: [98, 99]}"), 1).Record.Log);

    /// <summary>In a sweep a group with the one key log is a range of values; who means the setting is told how to write it.</summary>
    [Fact]
    public void A_group_that_looks_like_a_range_is_told_apart_by_a_list()
    {
        var error = Sample.OneError(Sample.Minimal + "sweep: {record: {log: 12}}");
        Assert.Equal("where record is to have this one value, write [{log: 12}]", error.Fix);
        Assert.Equal(12, Sample.Settings(Sample.Valid(Sample.Minimal + "sweep: {record: [{log: 12}]}"), 0).Record.Log);
    }

    [Theory]
    [InlineData("{training.steps: [1, 2, x]}", 32, "steps must be a whole number, not the text 'x'.")]
    [InlineData("{training.stps: [1, 2]}", 9, "There is no setting 'stps' here.")]
    [InlineData("{training.steps: []}", 25, "training.steps is swept over an empty list.")]
    [InlineData("{training.steps: {lim: [1, 2, 3]}}", 25, "training.steps is swept over a group of keys.")]
    [InlineData("{training.steps: {lin: [1, 2]}}", 31, "lin needs three numbers.")]
    [InlineData("{training.steps: {log: [0, 2, 3]}}", 32, "log spaces by equal ratios, so first and last must be above 0.")]
    [InlineData("{training.steps: {lin: [1, 2, 1]}}", 38, "The count must be a whole number of at least 2, not 1.")]
    [InlineData("{training.steps: {lin: [1, .inf, 3]}}", 35, "The last value cannot be the text '.inf'.")]
    [InlineData("{training.steps: {lin: [1, 2, 1e9]}}", 38, "The count must be a whole number of at least 2, not 1e9.")]
    [InlineData("{dataset.law: [gaussian, images]}", 9, "dataset.law says which other keys there are, so it cannot be swept alone.")]
    [InlineData("{zip: []}", 14, "zip must be settings with lists of equal length, not a list.")]
    [InlineData("{training.steps: {lin: [1.5, 3, 3]}}", 32, "steps must be a whole number, not 1.5.")]
    [InlineData("{seed: [1, 2]}", 9, "seed cannot be swept: it is one for the whole experiment.")]
    [InlineData("{a..b: [1]}", 9, "'a..b' is not the name of a setting.")]
    [InlineData(
        "{zip: {training.steps: [1, 2], training.learningRate: [1]}}", 39,
        "training.learningRate has 1 values and training.steps 2; settings that are zipped change together.")]
    [InlineData("{zip: [{training.steps: [1, 2]}], training.steps: [1]}", 42, "training.steps is swept twice.")]
    [InlineData("{training: [{learningRate: 1}], training.steps: [1]}", 40, "training.steps is swept, and so is a group that it belongs to.")]
    [InlineData(
        "{training.steps: {lin: [1, 1e4, 1e4]}, training.learningRate: {lin: [1, 2, 1e4]}}", 1,
        "The sweep has 100000000 points; one experiment can have 1000000.")]
    [InlineData("[1]", 8, "sweep must be keys with values, not a list.")]
    public void Mistakes_are_told_at_their_place_in_the_sweep(string sweep, int column, string message)
    {
        var error = Sample.OneError(Sample.Minimal + "sweep: " + sweep);
        Assert.Equal((7, column, message), (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void A_value_that_the_sweep_replaces_must_not_be_nonsense()
    {
        var error = Sample.OneError(Sample.Minimal.Replace("steps: 2000", "steps: x", StringComparison.Ordinal) + "sweep: {training.steps: [1, 2]}");
        Assert.Equal((6, 38), (error.Line, error.Column));
    }

    [Fact]
    public void A_required_value_may_come_from_the_sweep_alone() =>
        Assert.Equal(["0/0/0: 3", "1/1/0: 4"], Rows(Sample.Valid(Sample.Minimal.Replace(
            "network: {hiddenUnits: 400}", "", StringComparison.Ordinal) + "sweep: {network.hiddenUnits: [3, 4]}")));

    [Fact]
    public void A_combination_that_breaks_a_condition_is_told_where_it_occurs()
    {
        var rows = Rows(Sample.Valid(Sample.Minimal + "sweep: {training.steps: [10, 6000], training.learningRate: [1, 200]}"));
        Assert.Equal(["0/0/0: 10 1", "1/1/0: 10 200", "2/2/0: 6000 1", "So many steps of this size diverge."], rows);
    }

    [Theory]
    [InlineData("network.hiddenUnits=100,400", new[] { "0/0/0: 100", "1/1/0: 400" })]
    [InlineData("network.hiddenUnits=[100, 400]", new[] { "0/0/0: 100", "1/1/0: 400" })]
    [InlineData("network.hiddenUnits={log: [1, 100, 3]}", new[] { "0/0/0: 1", "1/1/0: 10", "2/2/0: 100" })]
    [InlineData("network.hiddenUnits=7", new[] { "0/0/0: " })]
    [InlineData("replicates=2", new[] { "0/0/0: ", "1/0/1: " })]
    [InlineData("training.halveAt=[1, 2]", new[] { "0/0/0: " })]
    [InlineData("record.label='a, b'", new[] { "0/0/0: " })]
    public void The_command_line_sets_and_sweeps(string argument, string[] rows) => Assert.Equal(rows, Rows(Sample.Valid(Sample.Minimal, argument)));

    [Fact]
    public void The_command_line_replaces_parts_of_the_files_sweep()
    {
        Assert.Equal(["dataset.trainingSamples", "training.steps", "training.learningRate"], Sample.Valid(
            Zipped, "training.steps=7", "training.learningRate=1").Columns.Select(c => c.Path));
        Assert.Equal(["0/0/0: 10 7 1", "1/1/0: 100 7 1", "2/0/1: 10 7 1", "3/1/1: 100 7 1"], Rows(Sample.Valid(
            Zipped, "training.steps=7", "training.learningRate=1")));
        Assert.Equal(["training.learningRate", "dataset.trainingSamples", "training.steps"], Sample.Valid(
            Zipped, "training.steps=7").Columns.Select(c => c.Path));
        Assert.Equal("0/0/0: 1 3 5", Rows(Sample.Valid(Zipped, "training.steps=3,2,1", "dataset.trainingSamples=5"))[0]);
        Assert.Equal(["0/0/0: 2", "1/0/1: 2"], Rows(Sample.Valid(
            Sample.Minimal + "sweep: {training.steps: [3, 4]}\nreplicates: 2\n", "training.steps=7", "training.steps=2")));
        Assert.Equal("0/0/0: 1 3 10", Rows(Sample.Valid(Zipped, "training.steps=3,2,1"))[0]);
        Assert.StartsWith("training.steps has 2 values", Sample.OneError(Zipped, "training.steps=3,2").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("network.hiddenUnits", 7, "--set needs a setting and its value.")]
    [InlineData("network.hiddenUnits=", 27, "There is no value behind the '='.")]
    [InlineData("network.hiddenUnits=x", 27, "hiddenUnits must be a whole number, not the text 'x'.")]
    [InlineData("network.hiddenUnits=5, 6.5", 30, "hiddenUnits must be a whole number, not 6.5.")]
    [InlineData("network.hidenUnits=5", 7, "There is no setting 'hidenUnits' here.")]
    [InlineData("seed=1,2", 12, "seed is one for the whole experiment.")]
    [InlineData("title=]", 14, "")]
    [InlineData("training.steps.x=1", 7, "training.steps.x leads through a value that is not keys with values.")]
    public void Mistakes_on_the_command_line_are_told_there(string argument, int column, string message)
    {
        var error = Sample.Errors(Sample.Minimal, argument)[0];
        Assert.True(error.Location.Source.IsCommandLine);
        Assert.Equal(message.Length == 0 ? error.Message : message, error.Message);
        Assert.Equal(column, error.Column);
    }
}
