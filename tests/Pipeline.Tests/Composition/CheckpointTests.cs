using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>A long stage that is saved and loaded after every slice gives the bits of one that was never stopped.</summary>
public sealed class CheckpointTests
{
    private const string Hinge = """
        experiment: e
        system: mean-field-hinge
        seed: 3
        dataset: {law: gaussian, inputDimension: 5, trainingSamples: 40, testSamples: 10}
        network: {hiddenUnits: 6}
        training: {learningRate: 5, steps: 30, batchSize: 8, shuffle: true, precision: CHOICE}
        record: {every: 3, neurons: 2, satisfaction: true}
        """;

    private const string Mixture = """
        experiment: e
        system: gaussian-mixture
        seed: 3
        dataset: {law: two-clusters, inputDimension: 300, sampleRatio: 2, noiseLevel: 0.5}
        network: linear
        training: {learningRate: 0.2, steps: 6000, seeds: 2, batch: {algorithm: persistent-sgd, batchFraction: 0.3, persistenceTime: 1}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 256, replicates: 2}
        record: {log: 6}
        """;

    /// <summary>Every solution is a slice of its own, at least.</summary>
    private const string Theory = """
        experiment: e
        system: gaussian-mixture
        seed: 3
        dataset: {law: three-clusters, inputDimension: 300, sampleRatio: 2, noiseLevel: 0.5}
        network: {activation: door, threshold: 0.7}
        training: {learningRate: 0.2, steps: 40, seeds: 2, batch: {algorithm: sgd, batchFraction: 0.3}, initialVariance: 0.1, start: free}
        theory: {CHOICE}
        record: {log: 6}
        """;

    private const string Quenching = """
        experiment: e
        system: quenching-activation
        seed: 3
        target: {function: single-neuron}
        network: {hiddenUnits: 100}
        dataset: {law: population, inputDimension: 20}
        training: {learningRate: 0.01, steps: 6000, optimiser: CHOICE}
        record: {log: 10, neurons: 2}
        """;

    /// <summary>Large enough for a spectrum of several slices.</summary>
    private const string Spectrum = """
        experiment: e
        system: quenching-activation
        seed: 3
        target: {function: single-neuron}
        network: {hiddenUnits: 500}
        dataset: {CHOICE, inputDimension: 8}
        training: {learningRate: 0.001, steps: 20, optimiser: gradient-flow}
        record: {every: 5}
        """;

    [Theory]
    [InlineData(Hinge, "hinge-training", "float32")]
    [InlineData(Hinge, "hinge-training", "float64")]
    [InlineData(Mixture, "mixture-simulation", "")]
    [InlineData(Theory, "mixture-theory", "method: march, start: fixed, magnetization: 0.1, samples: 64, replicates: 3, kernelSteps: [2, 20]")]
    [InlineData(Theory, "mixture-theory", "method: march, start: average, startNodes: 3, samples: 32, replicates: 2")]
    [InlineData(Theory, "mixture-theory", "method: iteration, start: fixed, magnetization: 0.1, samples: 256, replicates: 2, tolerance: 0.001")]
    [InlineData(Quenching, "quenching-training", "momentum")]
    [InlineData(Quenching, "quenching-training", "adam")]
    [InlineData(Quenching, "quenching-training", "gradient-flow")]
    [InlineData(Quenching + "\neffective: {fromStep: 100}", "quenching-effective", "gradient-flow")]
    [InlineData(Spectrum, "quenching-random-features", "law: population")]
    [InlineData(Spectrum, "quenching-random-features", "law: sphere, trainingSamples: 450")]
    [InlineData(Spectrum, "quenching-random-features", "law: sphere, trainingSamples: 600")]
    [InlineData(Spectrum, "quenching-fitting-bound", "law: sphere, trainingSamples: 640")]
    public void A_stage_goes_on_from_its_saved_state_bit_for_bit(string text, string stage, string choice)
    {
        var node = Find(text.Replace("CHOICE", choice, StringComparison.Ordinal), stage);
        var (straight, slices) = Complete(node, keeps: false);
        var (kept, _) = Complete(node, keeps: true);
        Assert.True(slices > 1, "One slice proves nothing.");
        Assert.True(straight.Span.SequenceEqual(kept.Span));
    }

    [Theory]
    [InlineData(Hinge, "hinge-training", "float32", 4)]
    [InlineData(Hinge, "hinge-training", "float64", 8)]
    [InlineData(Mixture, "mixture-simulation", "", 8)]
    [InlineData(Quenching, "quenching-training", "momentum", 8)]
    [InlineData(Quenching, "quenching-training", "adam", 8)]
    [InlineData(Quenching, "quenching-training", "gradient-flow", 8)]
    [InlineData(Quenching + "\neffective: {fromStep: 100}", "quenching-effective", "gradient-flow", 8)]
    public void A_number_that_is_none_in_a_state_is_found_or_never_looked_at(string text, string stage, string choice, int size)
    {
        var node = Find(text.Replace("CHOICE", choice, StringComparison.Ordinal), stage);
        var inputs = InputsOf(node);
        var first = ((StageProgress.Running)node.Start(inputs).Advance(1)).Next;
        var writer = new StateWriter();
        first.Save!(writer);
        var state = writer.Written.ToArray();
        var (straight, found) = (End(first).Tables, 0);
        foreach (var place in Numbers(state, size))
        {
            var planted = (byte[])state.Clone();
            if (size == 4) BitConverter.TryWriteBytes(planted.AsSpan(place), float.NaN);
            else BitConverter.TryWriteBytes(planted.AsSpan(place), double.NaN);
            var end = End(node.Start(inputs).Load!(new(planted)));
            if (end.Failure is StageFailure.Diverged) found++;
            else Assert.True(end.Failure is null
                && end.Tables.Span.SequenceEqual(straight.Span), $"NaN at byte {place} of {state.Length} went unnoticed: {end.Failure}");
        }
        Assert.True(found > 0, "Nothing that was planted mattered.");
    }

    /// <summary>The first and the last number of the two longer stretches that come first in any state: weights and weights, or weights and the
    /// optimiser's memory.</summary>
    private static List<int> Numbers(byte[] state, int size)
    {
        var places = new List<int>();
        for (var at = 0; at + size <= state.Length && places.Count < 4;)
        {
            var end = at;
            while (end + size <= state.Length && IsNumber(state, end, size)) end += size;
            if (end - at >= 6 * size)
            {
                places.AddRange([at, end - size]);
                at = end;
            }
            else
            {
                at++;
            }
        }
        return places;
    }

    private static bool IsNumber(byte[] state, int at, int size) =>
        Math.Abs(size == 4 ? BitConverter.ToSingle(state, at) : BitConverter.ToDouble(state, at)) is > 1e-6 and < 1e3;

    /// <summary>Why a run ended early, null when it did not, and what it left.</summary>
    private static (StageFailure? Failure, ReadOnlyMemory<byte> Tables) End(StageRun run)
    {
        var rows = new List<Table>();
        while (true)
        {
            var progress = run.Advance(1);
            rows.AddRange(progress.Rows);
            if (progress is not StageProgress.Running running)
            {
                var tables = new StateWriter();
                TableForm.Write(tables, TableSet.Join(rows));
                return ((progress as StageProgress.Failed)?.Failure, tables.Written);
            }
            run = running.Next;
        }
    }

    [Fact]
    public void Bytes_of_another_form_are_refused()
    {
        var node = Find(Hinge.Replace("CHOICE", "float32", StringComparison.Ordinal), "hinge-training");
        var inputs = InputsOf(node);
        var run = ((StageProgress.Running)node.Start(inputs).Advance(1)).Next;
        var writer = new StateWriter();
        run.Save!(writer);
        var bytes = writer.Written.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => node.Start(inputs).Load!(new(bytes.AsMemory(0, length))));
        }
        bytes[0]++;
        Assert.Throws<InvalidDataException>(() => node.Start(inputs).Load!(new(bytes)));
    }

    private static (ReadOnlyMemory<byte> Tables, int Slices) Complete(TableNode node, bool keeps)
    {
        var (inputs, rows, slices) = (InputsOf(node), new List<Table>(), 0);
        var run = node.Start(inputs);
        while (true)
        {
            var progress = run.Advance(1 + (slices++ % 2));
            rows.AddRange(progress.Rows);
            if (progress is not StageProgress.Running running)
            {
                Assert.IsType<StageProgress.Finished>(progress);
                var tables = new StateWriter();
                TableForm.Write(tables, TableSet.Join(rows));
                return (tables.Written, slices);
            }
            run = keeps ? Reloaded(node, inputs, running.Next) : running.Next;
        }
    }

    private static StageRun Reloaded(TableNode node, StageInputs inputs, StageRun run)
    {
        var writer = new StateWriter();
        run.Save!(writer);
        return node.Start(inputs).Load!(new(writer.Written.ToArray()));
    }

    private static TableNode Find(string text, string stage)
    {
        var experiment = ExperimentFile.Load("e.yaml", Encoding.UTF8.GetBytes(text), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        var points = Planner.Points(experiment, Systems.BuiltIn.Find(experiment.Header.System), p => throw new InvalidOperationException(p))
            .Match(valid: p => p, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        return points[0].Outputs.First(o => o.Stage.Name == stage);
    }

    private static StageInputs InputsOf(StageNode node) => new(
        node.Inputs.ToDictionary(
            i => i.Key,
            i => i is ValueNode value
                ? value.Compute(InputsOf(i), 2).Match(done => done.Value, failed => throw new InvalidOperationException(failed.Failure.Sentence))
                : RowsOf((TableNode)i))
            .ToImmutableDictionary());

    private static TableSet RowsOf(TableNode node)
    {
        var (run, rows) = (node.Start(InputsOf(node)), new List<Table>());
        while (true)
        {
            var progress = run.Advance(1);
            rows.AddRange(progress.Rows);
            if (progress is not StageProgress.Running running) return TableSet.Join(rows);
            run = running.Next;
        }
    }
}
