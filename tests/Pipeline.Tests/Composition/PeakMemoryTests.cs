using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Faults;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>What a process holds at its peak against what the tool said before.</summary>
public sealed class PeakMemoryTests : IDisposable
{
    /// <summary>Half a gigabyte of histories, and three solutions of which each leaves its own to the collector.</summary>
    private const string March = """
        experiment: peak
        system: gaussian-mixture
        seed: 3
        dataset: {law: two-clusters, inputDimension: 10, sampleRatio: 2, noiseLevel: 0.5}
        network: linear
        training: {learningRate: 0.2, steps: 300, seeds: 2, batch: {algorithm: full-batch}, initialVariance: 0.01, start: free}
        theory: {method: march, samples: 65536, replicates: 2}
        record: {log: 5}
        """;

    /// <summary>Five data sets of 161 MB, of which two are trained on at a time: what an earlier point left must be gone before a later one is
    /// drawn.</summary>
    private const string Replicates = """
        experiment: peak
        system: mean-field-hinge
        seed: 3
        replicates: 5
        dataset: {law: gaussian, inputDimension: 400, trainingSamples: 50000, testSamples: 50000}
        network: {hiddenUnits: 20}
        training: {learningRate: 5, steps: 4}
        record: {every: 2}
        """;

    /// <summary>Two tables of as many rows as there are neurons and recorded steps together, 136 bytes a row.</summary>
    private const string Neurons = """
        experiment: peak
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 10, trainingSamples: 20, testSamples: 10}
        network: {hiddenUnits: 10000}
        training: {effectiveLearningRate: 0.01, steps: STEPS}
        record: {every: 1, neurons: 10000}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Runs => Tier.IsDeep ? [March, Replicates] : [March];

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_holds_at_most_what_was_estimated_and_not_much_less(string text)
    {
        var file = _folder.File("peak.yaml");
        File.WriteAllText(file, text);
        var estimate = EstimateOf(text);
        Assert.True(estimate > 500_000_000);
        var peak = PeakOf("run", file, "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1");
        Assert.True(peak <= estimate
            && peak >= 0.7 * estimate, string.Create(CultureInfo.InvariantCulture, $"peak {peak / 1e6:f0} MB, estimate {estimate / 1e6:f0} MB"));
    }

    /// <summary>The first run that wrote a table of 1.98 GB held 9.26 GB, and from 2 GiB on none ever finished.</summary>
    /// <remarks>With PIPELINES_DEEP 50 million rows, which are 2.4 and 4.4 GB.</remarks>
    [Fact]
    public void A_run_holds_what_was_estimated_however_long_its_tables_are()
    {
        var text = Neurons.Replace("STEPS", Tier.IsDeep ? "4999" : "149", StringComparison.Ordinal);
        var file = _folder.File("peak.yaml");
        File.WriteAllText(file, text);
        var estimate = EstimateOf(text);
        Assert.True(estimate < 500_000_000);
        string[] places = ["--store", _folder.File("store"), "--results", _folder.File("results")];
        foreach (var verb in (string[][])[
        [
            "run", file, .. places, "--threads", "1"
        ], ["verify", .. places], ["run", file, .. places, "--threads", "1"], ["gc", "--keep-days", "0", .. places]])
        {
            var peak = PeakOf(verb);
            Assert.True(peak <= estimate, string.Create(
                CultureInfo.InvariantCulture, $"{verb[0]}: peak {peak / 1e6:f0} MB, estimate {estimate / 1e6:f0} MB"));
        }
    }

    /// <summary>Reads 1.5 million rows whole, which weigh more than what the run holds anyway.</summary>
    private const string Reading = """
        checks:
          - {name: outer, value: neurons.outerWeight, with: nodeLaw.outerWeight, take: correlation, atLeast: -1}
        figures:
          - name: cloud
            panels: [{layers: [{draw: points, table: neurons, x: parallelWeight, y: outerWeight, where: [time = last]}]}]
        """;

    [Fact]
    public void What_a_check_and_a_figure_read_of_a_long_table_is_part_of_the_estimate()
    {
        var bare = Neurons.Replace("STEPS", "149", StringComparison.Ordinal);
        var text = $"{bare}\n{Reading}";
        var file = _folder.File("peak.yaml");
        File.WriteAllText(file, text);
        var (without, estimate) = (EstimateOf(bare), EstimateOf(text));
        Assert.True(estimate > without + 100_000_000);
        var peak = PeakOf("run", file, "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1");
        Assert.True(peak <= estimate, string.Create(CultureInfo.InvariantCulture, $"peak {peak / 1e6:f0} MB, estimate {estimate / 1e6:f0} MB"));
    }

    [Theory]
    [InlineData("checks", "outer reads about 10,000,010,000 rows of table n")]
    [InlineData("figures", "cloud reads about 10,000,010,000 rows of table neurons")]
    public void A_check_or_a_figure_of_a_table_that_no_machine_holds_is_refused_by_its_name(string section, string said)
    {
        var file = _folder.File("peak.yaml");
        var reading = section == "checks" ? Reading[..Reading.IndexOf("figures", StringComparison.Ordinal)]
            : Reading[Reading.IndexOf("figures", StringComparison.Ordinal)..];
        File.WriteAllText(file, $"{Neurons.Replace("STEPS", "1000000", StringComparison.Ordinal)}\n{reading}");
        var (code, _, error) = Tool.Run("run", file, "--store", _folder.File("store"), "--results", _folder.File("results"));
        Assert.Equal(ExitCode.WillNotFit, code);
        Assert.Contains($"{section}: {said}", error, StringComparison.Ordinal);
        Assert.Contains("record fewer steps or neurons", error, StringComparison.Ordinal);
    }

    private static long EstimateOf(string text)
    {
        var plan = PlanOf(text);
        return MemoryEstimate.Of(plan, threads: 1, long.MaxValue, ExperimentOf(text).Figures).Bytes;
    }

    private static ExperimentDefinition ExperimentOf(string text) =>
        ExperimentFile.Load("peak.yaml", Encoding.UTF8.GetBytes(text), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidOperationException(errors[0].Render()));

    private static Plan PlanOf(string text)
    {
        var experiment = ExperimentOf(text);
        var points = Planner.Points(experiment, Systems.BuiltIn.Find(experiment.Header.System), p => throw new InvalidOperationException(p))
            .Match(valid: p => p, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        return Plan.Of(points, _ => false, _ => null);
    }

    private static long PeakOf(params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [ChildProcess.Program, .. arguments])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            // The system's own high-water mark, so that nothing is missed between two looks but the last moment.
            process.Refresh();
            try
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                break; // It ended between the wait and the look.
            }
        }
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
        return peak;
    }
}
