using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>A wrong name in a figure is told with its place before anything runs.</summary>
public sealed class FigureNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("table: theory, y: clock", "table: teory, y: clock", "This experiment leaves no table 'teory'.", "did you mean 'theory'?")]
    [InlineData("table: theory, y: clock", "table: theory, y: clok", "Table theory has no column 'clok'.", "did you mean 'clock'?")]
    [InlineData("by: [neuron]", "by: [neurons]", "Table neurons has no column 'neurons'.", "did you mean 'neuron'?")]
    [InlineData("[time = 0, precision", "[tim = 0, precision", "Table neurons has no column 'tim'.", "did you mean 'time'?")]
    [InlineData("checks: [clock]", "checks: [clok]", "There is no check 'clok'.", "did you mean 'clock'?")]
    [InlineData(
        "theorySummary.crossingTime", "theorySummary.crosingTime", "Table points has no column 'crosingTime'.", "did you mean 'crossingTime'?")]
    [InlineData("= {outputScale}", "= {outputScal}", "Table theory has no column 'outputScal'.", "did you mean 'outputScale'?")]
    [InlineData("= {outputScale}", "= {1/precision}", "Column 'precision' of table theory holds texts.", "")]
    [InlineData(
        "facet: training.outputScale", "facet: training.outputScle", "Table neurons has no column 'training.outputScle'.",
        "did you mean 'outputScale'?")]
    [InlineData("column: time, count", "column: tim, count", "Table neurons has no column 'tim'.", "did you mean 'time'?")]
    [InlineData(
        "where: [time = frame, ", "where: [", "Figure video has frames, and none of its layers follows them.", "Give a layer a condition with")]
    [InlineData("name: map", "name: clock", "Two figures are called clock.", "give each a name of its own")]
    [InlineData("draw: path", "draw: pth", "draw cannot be 'pth'.", "did you mean 'path'?")]
    [InlineData(
        "scale: log, from: 1, to: 60", "scale: log, from: 0, to: 60", "A logarithmic axis has positive numbers only.", "Give a number above 0.")]
    [InlineData(@"$\gamma$", @"$\gama$", @"The formula cannot be read: there is no sign \gama; did you mean 'gamma'?.", "Formulas are a part of TeX")]
    [InlineData("value: time, ", "", "What colours a path is not said.", "Name a column: value: time.")]
    [InlineData("where: [time = 0, precision", "where: [time 0, precision", "'time 0' is no condition.", "Write a column, a sign and a value")]
    public void Is_told(string right, string wrong, string message, string fix)
    {
        var tiny = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml"));
        Assert.Contains(right, DrawnRun.Figures, StringComparison.Ordinal);
        var text = tiny + "\n" + DrawnRun.Figures.Replace(right, wrong, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("f.yaml"), text);
        var (code, _, error) = Tool.Run("check", _folder.File("f.yaml"));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        if (!message.EndsWith("?.", StringComparison.Ordinal) && wrong.Length > 0)
            Assert.Contains(fix[..Math.Min(fix.Length, 40)], error, StringComparison.Ordinal);
        Assert.Contains("^", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_experiment_of_the_repository_names_what_it_will_have()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "pipelines"), "*.yaml", SearchOption.AllDirectories).Order())
        {
            var (code, _, error) = Tool.Run("check", file);
            Assert.True(code == ExitCode.Complete, $"{file}: {error}");
        }
    }
}
