using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Texts of an experiment file that would break a drawing, command a terminal or deceive a reader, and characters that only look
/// right.</summary>
public class UnsafeTextTests
{
    private static readonly string[] Unsafe =
    [
        "\\0", "\\a", "\\e[31m", "\\x7f", "\\x9b", "\\u061c", "\\u200e", "\\u202e", "\\u2066", "\\u2028", "\\ufeff", "\\uffff", "\\r"
    ];

    [Fact]
    public void No_text_of_any_setting_may_have_a_character_that_cannot_be_shown()
    {
        var text = File.ReadAllText(Path.Combine(
            RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml")) + "\n" + DrawnRun.Figures + "\ntitle: a\ndescription: b\n";
        var root = ExperimentText.Parse("f", Encoding.UTF8.GetBytes(text))
            .Match(r => r, errors => throw new InvalidOperationException(errors[0].Render()));
        Assert.Equal("", Problems(root.ToString()));
        var places = Texts(root).Distinct().ToList();
        Assert.InRange(places.Count, 60, 1000);
        var lines = text.Split('\n');
        Prop.ForAll(Gen.Choose(0, (places.Count * Unsafe.Length) - 1).ToArbitrary(), i =>
        {
            var (place, escape) = (places[i / Unsafe.Length], Unsafe[i % Unsafe.Length]);

            // The text itself is replaced in its place; what follows on the line stays.
            var line = lines[place.Location.Line - 1];
            var written = place.Style == ScalarStyle.Plain ? place.Text : "'" + place.Text + "'";
            Assert.Equal(written, line.Substring(place.Location.Column - 1, written.Length));
            var changed = line[..(place.Location.Column - 1)]
                + $"\"{place.Text.Replace("\\", "\\\\", StringComparison.Ordinal)}{escape}\""
                + line[(place.Location.Column - 1 + written.Length)..];
            var problems = Problems(string.Join('\n', lines.Select((l, n) => n == place.Location.Line - 1 ? changed : l)));
            Assert.Contains($"f:{place.Location.Line}:{place.Location.Column}: error: ", problems, StringComparison.Ordinal);
            Assert.Contains("cannot stand in a text.", problems, StringComparison.Ordinal);
            return true;
        }).Check(Cases.Of(150));
    }

    [Theory]
    [InlineData("title: \"a\\0b\"", "f:1:8: error: A NUL character cannot stand in a text.")]
    [InlineData("title: \"a\\nb\"", "f:1:8: error: A line break cannot stand in title.")]
    [InlineData("title: a\u202eb", "f:1:9: error: The invisible character U+202E cannot stand in an experiment file.")]
    [InlineData("\"titl\\ee\": a", "f:1:1: error: The invisible character U+001B cannot stand in a text.")]
    [InlineData("training:\n\u00a0 steps: 1", "f:2:1: error: The character U+00A0 looks like a space and cannot indent a line.")]
    [InlineData("training:\n  \u2003steps: 1", "f:2:3: error: The character U+2003 looks like a space and cannot indent a line.")]
    [InlineData("seed:\u00a01\ntitle: b", "fix: write a plain space for the character U+00A0 in line 1, column 6: it only looks like one")]
    [InlineData("seed\u00a0: 1", "U+00A0")]
    [InlineData("seed: \u00a01", "fix: write a plain space for the character U+00A0: it only looks like one")]
    [InlineData("seed: 1\u202f", "fix: write a plain space for the character U+202F: it only looks like one")]
    [InlineData("system: mean-field-hinge\u00a0", "'mean-field-hinge<U+00A0>'")]
    [InlineData("training: {steps: 10, effectiveLearningRate: 1,5}", "fix: write 1.5 with a decimal point")]
    [InlineData("training: {effectiveLearningRate: 0,05, steps: 10}", "f:1:35: error: 0,05 is not one number: a comma ends a setting here.")]
    [InlineData("training: {effectiveLearningRate: -1,5e-3}", "fix: write -1.5e-3 with a decimal point")]
    [InlineData("training: {steps: 2,000}", "fix: write 2.000 with a decimal point, or 2000 without a comma")]
    [InlineData("system: mean-field-hinge\ntraining:\n  effectiveLearningRate: 1,5", "fix: write 1.5 with a decimal point")]
    [InlineData("checks: [{name: a, value: theory.clock, atMost: 0,5}]", "fix: write 0.5 with a decimal point")]
    public void A_message_names_the_character_and_its_place(string text, string message) =>
        Assert.Contains(message, Problems(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("title=\"a\\0b\"", "A NUL character cannot stand in a text.")]
    [InlineData("title=a\u202eb", "none of them a control character")]
    [InlineData("title=a\u001bb", "none of them a control character")]
    public void The_same_holds_for_set(string set, string message)
    {
        var errors = ExperimentFile.Load("f", "seed: 1"u8, [set], Systems.BuiltIn.Registry)
            .Match(_ => "", e => string.Concat(e.Select(x => x.Render())));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Prose_may_have_several_lines() =>
        Assert.DoesNotContain("cannot stand in", Problems("description: |\n  one\n  two\n"), StringComparison.Ordinal);

    [Fact]
    public void Names_of_tables_and_columns_are_told_with_every_other_error()
    {
        var problems = Problems("""
            experiment: Wrong Name
            system: mean-field-hinge
            seed: 1
            dataset: {law: gaussian, inputDimension: -5, trainingSamples: 50, testSamples: 50}
            network: {hiddenUnits: 10}
            training: {effectiveLearningRate: 1, stepz: 10}
            record: {log: 5}
            checks:
              - {name: broken, value: theory.clock, atMost: x}
              - {name: no-table, value: theoryy.clock, atMost: 1}
              - {name: no-column, value: theory.clok, atMost: 1}
            figures:
              - name: f
                checks: [broken, no-table, nothing]
                panels: [{layers: [{draw: line, table: theory, x: time, y: clokk}]}]
              - {name: g, panels: []}
            """);
        foreach (var message in (string[])
            [
                "'Wrong Name' cannot name", "inputDimension cannot be -5", "There is no setting 'stepz' here.", "atMost must be a number",
                "no table 'theoryy'", "Table theory has no column 'clok'.",
                "Table theory has no column 'clokk'.", "There is no check 'nothing'.", "Figure g has no panel.",
            ])
            Assert.Contains(message, problems, StringComparison.Ordinal);
        Assert.DoesNotContain("There is no check 'broken'.", problems, StringComparison.Ordinal);
        Assert.Equal(9, problems.Split(": error: ").Length - 1);
    }

    private static IEnumerable<ConfigNode.Scalar> Texts(ConfigNode node) => node.Match(
        mapping: m => m.Entries.SelectMany(e => Texts(e.Value)), sequence: s => s.Items.SelectMany(Texts), scalar: s => s.Kind == ScalarKind.Text
            ? [s]
            : Enumerable.Empty<ConfigNode.Scalar>());

    private static string Problems(string text) =>
        ExperimentFile.Load("f", Encoding.UTF8.GetBytes(text), [], Systems.BuiltIn.Registry)
            .Match(_ => "", errors => string.Concat(errors.Select(e => e.Render())));
}
