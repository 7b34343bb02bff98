using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>A small run with a figure of every kind, made once for the tests that look at what it leaves.</summary>
public sealed class DrawnRun : IDisposable
{
    /// <summary>Everything that an entry may say.</summary>
    public const string Figures = """
        figures:
          - name: clock
            title: The clock $\gamma(t)$
            caption: Of training and theory, at every precision & scale.
            columns: 1
            panels:
              - x: {label: $t$, scale: log, from: 1, to: 60}
                y: {label: $\gamma$}
                checks: [clock]
                rules: [{x: theorySummary.crossingTime, label: $t_\times$}, {y: 0.5, colour: gray}]
                layers:
                  - {draw: line, table: theory, y: clock, where: [precision = float64], label: '$\alpha = {outputScale}$'}
                  - {draw: points, table: trajectory, y: measuredClock, where: [precision = float64]}
                insets:
                  - {x: {label: $t$}, y: {label: error}, layers: [{draw: line, table: trajectory, y: testError, where: [precision = float64]}]}
          - name: weights
            title: Weights
            panels:
              - facet: training.outputScale
                x: {label: $a$}
                y: {label: $w_\parallel$}
                colours: {label: $t$}
                layers:
                  - {draw: path, table: neurons, x: outerWeight, y: parallelWeight, value: time, by: [neuron], where: [precision = float64]}
                  - {draw: arrows, table: neurons, x: outerWeight, y: parallelWeight, across: parallelWeight, up: outerWeight, where: [time = 0, precision = float64]}
          - name: map
            title: A heat map, and values at the end
            panels:
              - x: {label: replicate}
                y: {label: $\alpha$, scale: log}
                layers: [{draw: cells, table: trainingSummary, x: replicate, y: outputScale, value: finalTestError, where: [precision = float64], replicates: each}]
              - layers:
                  - {draw: stems, table: neurons, x: neuron, y: outerWeight, where: [time = last, precision = float32, outputScale = 1], replicates: first}
                  - {draw: band, table: trajectory, y: testError, x: time, where: [precision = float32, outputScale = 1, time <= 2]}
          - name: video
            title: Frames
            columns: 1
            frames: {column: time, count: 5}
            panels:
              - x: {from: -3, to: 3}
                layers: [{draw: points, table: neurons, x: outerWeight, y: parallelWeight, where: [time = frame, precision = float64, outputScale = 1]}]
        """;

    private readonly TemporaryFolder _folder = new();

    public DrawnRun()
    {
        var tiny = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml"))
            .Replace("replicates: 5", "replicates: 2", StringComparison.Ordinal);
        File.WriteAllText(ExperimentFile, tiny + "\n" + Figures + "\n");
        var (code, output, error) = Run();
        Assert.True(code == ExitCode.Complete, output + error);
    }

    public string ExperimentFile => _folder.File("drawn.yaml");

    public string Results => _folder.File("results/tiny-hinge");

    public string PathOf(string name) => Path.Combine(Results, name);

    public (int Code, string Output, string Error) Run(params IEnumerable<string> more) =>
        Tool.Run(["run", ExperimentFile, "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more]);

    /// <summary>Every file that is made from the tables, with its bytes.</summary>
    public IReadOnlyDictionary<string, string> Documents() => Directory.EnumerateFiles(Results, "*", SearchOption.AllDirectories)
        .Where(f => !f.EndsWith(".parquet", StringComparison.Ordinal)
            && !f.EndsWith("manifest.json", StringComparison.Ordinal)
            && !Path.GetFileName(f).StartsWith(".pipelines", StringComparison.Ordinal))
        .ToDictionary(f => Path.GetRelativePath(Results, f).Replace('\\', '/'), f => Convert.ToBase64String(File.ReadAllBytes(f)));

    public void Dispose() => _folder.Dispose();
}
