using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;
using Mark = Pipelines.Pipeline.Figures.Marks.Mark;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>The video of the hinge paper, from its committed tables: every frame shows the weights as they were recorded.</summary>
public class FramesTests
{
    private static readonly ResultFiles Tables = new(
        new LocalFileSystem(), Path.Combine(RepositoryFiles.Root, "docs", "results", "data", "hinge-video"));

    [Fact]
    public void Frames_hold_the_recorded_values_up_to_their_time()
    {
        var path = Path.Combine(RepositoryFiles.Root, "pipelines", "hinge", "video.yaml");
        var experiment = ExperimentFile.Load(path, File.ReadAllBytes(path), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidDataException(errors[0].Render()));
        var frames = new FigureMaker(Tables, experiment).Frames((FigureSettings)experiment.Figures.Single()).ToList();
        var neurons = Recorded("neurons", "outerWeight", "parallelWeight");
        // There are fewer records than frames are asked for, so every one is shown.
        Assert.Equal(neurons.Where(r => r.Scale == 1000).Select(r => r.Time).Distinct().Order(), frames.Select(f => f.At));
        Assert.InRange(frames.Count, 30, 40);
        var errors = Recorded("trajectory", "time", "testError");
        foreach (var (at, figure) in frames)
        {
            // The rich network is shown to time 30, and trained to 300.
            Assert.Equal(Last(neurons, 1000, at), Points<SymbolsMark>(figure, 0));
            Assert.Equal(Last(neurons, 1e-3, Math.Min(at, 30)), Points<SymbolsMark>(figure, 1));
            Assert.Equal(errors.Where(r => r.Scale == 1000 && r.Time <= at).Select(r => (r.X, r.Y)), Points<LineMark>(figure, 2));
            Assert.Equal(errors.Where(r => r.Scale == 1e-3 && r.Time <= at).Select(r => (r.X, r.Y)), Points<LineMark>(figure, 3));
        }
    }

    private static List<(double Scale, double Time, double X, double Y)> Recorded(string table, string x, string y)
    {
        var rows = Selection.Of(Tables, table, ["outputScale", "time", x, y]);
        return [.. rows.Rows.Select(row => (rows.Number("outputScale", row), rows.Number("time", row), rows.Number(x, row), rows.Number(y, row)))];
    }

    private static IEnumerable<(double X, double Y)> Last(List<(double Scale, double Time, double X, double Y)> rows, double scale, double at)
    {
        var own = rows.Where(r => r.Scale == scale && r.Time <= at).ToList();
        var last = own.Max(r => r.Time);
        return own.Where(r => r.Time == last).Select(r => (r.X, r.Y)).Order();
    }

    // In order along the axis, as weights have no other.
    private static IEnumerable<(double X, double Y)> Points<TMark>(Figure figure, int panel) where TMark : Mark =>
        (figure.Panels[panel].Marks.OfType<TMark>().Last() switch
        {
            SymbolsMark m => m.Points,
            LineMark m => m.Points,
            _ => [],
        }).Select(s => (s.X, s.Y)).Order();
}
