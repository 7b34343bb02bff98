using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>What files mean, and what is said about those that mean nothing.</summary>
public class BindingTests
{
    [Fact]
    public void A_minimal_file_binds_with_defaults()
    {
        var experiment = Sample.Valid(Sample.Minimal);
        Assert.Equal(
            ("sample-1", "sample-system", 2020UL, 1),
            (experiment.Header.Experiment, experiment.Header.System, experiment.Header.Seed, experiment.Header.Replicates));
        var settings = Sample.Settings(experiment);
        Assert.Equal(new SampleDataset.Gaussian(100, 1000), settings.Dataset);
        Assert.Equal(new SampleNetwork(400), settings.Network);
        Assert.Equal(
            (0.5, null, 2000, SamplePrecision.Float64),
            (settings.Training.LearningRate, settings.Training.EffectiveLearningRate, settings.Training.Steps, settings.Training.Precision));
        Assert.True(settings.Training.HalveAt.IsEmpty);
        Assert.Equal(new SampleRecord(), settings.Record);
    }

    /// <summary>Lists of numbers are spaced as sweeps are, and --set tells the two apart.</summary>
    [Theory]
    [InlineData("{lin: [0, 1, 5]}", new[] { 0, 0.25, 0.5, 0.75, 1 })]
    [InlineData("{log: [1, 100, 3]}", new[] { 1.0, 10, 100 })]
    public void A_list_of_numbers_may_be_spaced(string written, double[] values)
    {
        var inFile = Sample.Valid(Sample.Minimal.Replace("steps: 2000", $"steps: 2000, halveAt: {written}", StringComparison.Ordinal));
        Assert.Equal(values, Sample.Settings(inFile).Training.HalveAt);
        var bySet = Sample.Valid(Sample.Minimal, $"training.halveAt={written}");
        Assert.Equal(values, Sample.Settings(bySet).Training.HalveAt);
        Assert.Equal(1, bySet.Count);
        Assert.Equal(values.Length, Sample.Valid(Sample.Minimal, $"record.log={written.Replace("0, 1,", "2, 6,", StringComparison.Ordinal)
            .Replace("[1, 100", "[2, 200", StringComparison.Ordinal)}").Count);
    }

    [Theory]
    [InlineData("{lin: 5}", "lin needs three numbers.", "write [5]")]
    [InlineData("{log: [0, 1, 2]}", "log spaces by equal ratios, so first and last must be above 0.", "")]
    [InlineData("{lin: [-1, 1, 2]}", "halveAt cannot be -1.", "")]
    [InlineData("{every: 5}", "halveAt must be a list, not a group of keys.", "")]
    public void What_is_wrong_with_spaced_numbers_is_told(string written, string message, string fix)
    {
        var error = Sample.OneError(Sample.Minimal.Replace("steps: 2000", $"steps: 2000, halveAt: {written}", StringComparison.Ordinal));
        Assert.Equal((message, fix), (error.Message, error.Fix));
    }

    [Theory]
    [InlineData("1e3", 1000)]
    [InlineData("+5", 5)]
    [InlineData("5.0", 5)]
    [InlineData("2.5e1", 25)]
    [InlineData("-0.0e5", 0)]
    public void Whole_numbers_may_be_written_with_points_and_powers(string text, int expected) =>
        Assert.Equal(expected, Sample.Settings(Sample.Valid(Sample.Minimal.Replace("2000}", text + "}", StringComparison.Ordinal))).Training.Steps);

    [Theory]
    [InlineData("18446744073709551615")]
    [InlineData("9007199254740993")]
    public void Large_whole_numbers_are_exact(string text) =>
        Assert.Equal(ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Sample.Settings(
            Sample.Valid(Sample.Minimal + $"record: {{marker: {text}}}")).Record.Marker);

    [Theory]
    [InlineData("1.5", "steps must be a whole number, not 1.5.")]
    [InlineData("1e-30", "steps must be a whole number, not 1e-30.")]
    [InlineData("-1", "steps cannot be -1.")]
    [InlineData("3e9", "steps cannot be 3e9.")]
    [InlineData("1e999", "1e999 is too large for steps.")]
    [InlineData("fast", "steps must be a whole number, not the text 'fast'.")]
    [InlineData("'5'", "steps must be a whole number, not the text '5'.")]
    [InlineData("010", "steps must be a whole number, not the text '010'.")]
    [InlineData("0x10", "steps must be a whole number, not the text '0x10'.")]
    [InlineData("[1, 2]", "steps must be a whole number, not a list.")]
    [InlineData("{a: 1}", "steps must be a whole number, not a group of keys.")]
    [InlineData("", "steps must be a whole number, not nothing.")]
    [InlineData("true", "steps must be a whole number, not true.")]
    public void Wrong_whole_numbers_are_named(string text, string message) => AssertError("2000}", text + "}", message, 6, 38);

    [Theory]
    [InlineData("0", "learningRate cannot be 0.")]
    [InlineData("1e999", "1e999 is too large for a number of double precision.")]
    [InlineData("1e-999", "1e-999 is too small for a number of double precision.")]
    [InlineData(".nan", "learningRate must be a number, not the text '.nan'.")]
    [InlineData("-.inf", "learningRate must be a number, not the text '-.inf'.")]
    [InlineData("1_000", "learningRate must be a number, not the text '1_000'.")]
    [InlineData("1:30", "learningRate must be a number, not the text '1:30'.")]
    public void Wrong_numbers_are_named(string text, string message) => AssertError("0.5", text, message, 6, 26);

    private static void AssertError(string old, string text, string message, int line, int column)
    {
        var error = Sample.OneError(Sample.Minimal.Replace(old, text, StringComparison.Ordinal));
        Assert.Equal(message, error.Message);
        Assert.Equal((line, column), (error.Line, text.Length == 0 ? column : error.Column));
    }

    [Fact]
    public void Every_error_is_told_at_once_in_order()
    {
        var errors = Sample.Errors("""
            experiment: Über/../x
            system: sample-system
            seed: -1
            replicate: 5
            dataset: {law: gausian, inputDimension: 100}
            network: {hiddenUnit: 400, activation: soft-pus}
            training: {learningRate: 0.5, effectiveLearningRate: 1, steps: x}
            sweep: {training.steps: 5}
            checks: [{value: a.b, take: max-relativ}]

            """);
        Assert.Equal(
            ["1:13 write 'ber-x'", "3:7 ", "4:1 did you mean 'replicates'?", "5:16 did you mean 'gaussian'?", "6:11 did you mean 'hiddenUnits'?",
             "6:40 did you mean 'soft-plus'?", "7:64 ", "8:25 write [5]", "9:10 add 'name:'", "9:29 did you mean 'max-relative'?"],
            errors.Select(e => $"{e.Line}:{e.Column} {e.Fix}"));
    }

    [Fact]
    public void An_error_shows_its_line_with_a_caret_what_is_expected_and_what_to_write()
    {
        var error = Sample.OneError(Sample.Minimal.Replace("learningRate: 0.5", "learningRate: -3", StringComparison.Ordinal));
        Assert.Equal("""
            sample.yaml:6:26: error: learningRate cannot be -3.
             6 | training: {learningRate: -3, steps: 2000}
               |                          ^
              expected: a number above 0, in time

            """, error.Render());
    }

    [Fact]
    public void Keys_of_another_case_and_of_another_group_are_recognised()
    {
        Assert.Equal("'path' goes with law: images", Sample.OneError(Sample.Minimal.Replace(
            "trainingSamples: 1000", "trainingSamples: 1000, path: x", StringComparison.Ordinal)).Fix);
        Assert.Equal("did you mean 'record.marker'?", Sample.OneError(Sample.Minimal.Replace(
            "hiddenUnits: 400", "hiddenUnits: 400, marker: 1", StringComparison.Ordinal)).Fix);
    }

    [Fact]
    public void A_case_that_needs_nothing_else_may_be_its_bare_name() =>
        Assert.Equal(new SampleDataset.Coin(), Sample.Settings(Sample.Valid(Sample.Minimal.Replace(
            "{law: gaussian, inputDimension: 100, trainingSamples: 1000}", "coin", StringComparison.Ordinal))).Dataset);

    [Fact]
    public void Null_is_for_settings_that_may_be_absent()
    {
        Assert.Null(Sample.Settings(Sample.Valid(Sample.Minimal + "record: {label: null}")).Record.Label);
        Assert.Equal("log must be a whole number, not nothing.", Sample.OneError(Sample.Minimal + "record: {log: null}").Message);
    }

    [Fact]
    public void Texts_that_look_like_something_else_want_quotes()
    {
        Assert.Equal("put it in quotes: '2020'", Sample.OneError(Sample.Minimal + "title: 2020").Fix);
        Assert.Equal("2020", Sample.Valid(Sample.Minimal + "title: '2020'").Header.Title);
    }

    [Fact]
    public void Conditions_across_keys_point_at_a_key()
    {
        var error = Sample.OneError(Sample.Minimal.Replace(
            "learningRate: 0.5", "learningRate: 0.5, effectiveLearningRate: 1", StringComparison.Ordinal));
        Assert.Equal(("Exactly one of learningRate and effectiveLearningRate is needed.", 6, 26), (error.Message, error.Line, error.Column));
    }

    [Theory]
    [InlineData("system:", "sytsem:")]
    [InlineData("seed:", "sede:")]
    [InlineData("training:", "trainning:")]
    [InlineData("hiddenUnits:", "hidden_units:")]
    [InlineData("inputDimension:", "inputDim:")]
    [InlineData("law:", "lw:")]
    public void One_mistyped_key_is_one_error(string key, string typo) =>
        Assert.Equal($"did you mean '{key[..^1]}'?", Sample.OneError(Sample.Minimal.Replace(key, typo, StringComparison.Ordinal)).Fix);

    /// <summary>The sweep makes a group under the right name; what the mistyped one holds is not missing from it.</summary>
    [Theory]
    [InlineData("training:", "trainning:", "training.learningRate: [0.1, 0.2]")]
    [InlineData("dataset:", "datset:", "dataset.inputDimension: [10, 20]")]
    public void A_mistyped_section_of_which_a_key_is_swept_is_one_error(string key, string typo, string sweep) =>
        Assert.Equal($"did you mean '{key[..^1]}'?", Sample.OneError(
            Sample.Minimal.Replace(key, typo, StringComparison.Ordinal) + $"sweep: {{{sweep}}}").Fix);

    [Fact]
    public void What_a_mistyped_key_holds_is_checked_as_well() =>
        Assert.Equal(["6:1", "6:39"], Sample.Errors(Sample.Minimal.Replace("training: ", "trainning: ", StringComparison.Ordinal)
            .Replace("2000}", "x}", StringComparison.Ordinal)).Select(e => $"{e.Line}:{e.Column}"));

    /// <summary>Also where a key of this group begins with the same letters.</summary>
    [Theory]
    [InlineData("batchFraction")]
    [InlineData("batchFracton")]
    public void A_key_of_another_group_is_named_with_its_path(string key)
    {
        const string File = """
            experiment: a
            system: gaussian-mixture
            seed: 1
            dataset: {law: two-clusters, inputDimension: 50, sampleRatio: 2, noiseLevel: 0.5}
            training: {learningRate: 0.2, initialVariance: 0.01, steps: 10, batchFraction: 0.5, start: free, seeds: 3}
            theory: {method: march}
            """;
        var bytes = Encoding.UTF8.GetBytes(File.Replace("batchFraction", key, StringComparison.Ordinal));
        var errors = ExperimentFile.Load("x.yaml", bytes, [], Systems.BuiltIn.Registry).Match(_ => [], e => e);
        Assert.Contains(
            ($"There is no setting '{key}' here.", "did you mean 'training.batch.batchFraction'?"), errors.Select(e => (e.Message, e.Fix)));
    }

    [Fact]
    public void A_letter_that_only_looks_right_is_named() =>
        Assert.Equal("There is no setting 'stеps' here, which has the character U+0435.", Sample.OneError(Sample.Minimal.Replace(
            "steps", "st\u0435ps", StringComparison.Ordinal)).Message);

    [Fact]
    public void A_missing_space_after_a_colon_is_named() =>
        Assert.Equal("put a space after the colon: 'key: value'", Sample.OneError(Sample.Minimal.Replace(
            "seed: 2020", "seed:2020", StringComparison.Ordinal)).Fix);

    [Fact]
    public void Writing_a_default_or_another_order_changes_no_canonical_text()
    {
        var plain = Canonical.Encode(Sample.Settings(Sample.Valid(Sample.Minimal)));
        var wordy = Canonical.Encode(Sample.Settings(Sample.Valid("""
            record: {marker: 7.0, folder: "series", log: 2e2}
            training: {halveAt: [], precision: float64, steps: 2.0e+3, learningRate: 5e-1}
            network: {activation: relu, outerStart: ~, hiddenUnits: 400.0}
            dataset: {mislabelFraction: 0, trainingSamples: 1000, inputDimension: 100, law: gaussian}
            seed: 1
            experiment: another-name
            system: sample-system

            """)));
        Assert.Equal(plain, wordy);
        Assert.NotEqual(plain, Canonical.Encode(Sample.Settings(Sample.Valid(Sample.Minimal + "record: {marker: 8}"))));
    }
}
