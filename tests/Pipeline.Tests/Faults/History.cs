using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>One user's days with an experiment: edits its file, runs it, kills or stops the run, deletes files of store and results, in random
/// order.</summary>
internal sealed class History(int number, Random random)
{
    private const int Turns = 8;

    /// <summary>More operations than a run of the largest of these experiments has.</summary>
    private const int Operations = 250;

    private readonly string[] _rates = ["0.01", "0.02", "0.03", "1.0e+300"];
    private readonly List<string> _events = [];
    private SimulatedDisk _disk = new();
    private string _text = "";

    /// <summary>Without a manifest nobody knows which files somebody changed.</summary>
    private bool _mayKeep;
    private HashSet<Digest> _blocked = [];

    /// <summary>What happened so far.</summary>
    private string Story => $"history {number}: {string.Join("; ", _events)}";

    /// <summary>Lives through it; the last run is left alone.</summary>
    /// <param name="fresh">The results of an experiment on an empty disk.</param>
    public void Live(Func<string, SortedDictionary<string, byte[]>> fresh)
    {
        for (var turn = 1; turn <= Turns; turn++)
        {
            if (turn == 1 || random.Next(3) > 0) Edit();
            if (random.Next(3) == 0) Delete();
            var plan = ReferenceRun.Plan(_disk);
            var started = turn == Turns || random.Next(3) == 0 ? Complete(plan) : random.Next(4) == 0 ? Stopped() : Killed();
            var planned = plan.ToRun.Select(s => s.Node.Key).ToHashSet();
            Assert.True(started.All(planned.Contains), $"{Story}: it ran what was not planned");
            if (_events[^1] != "complete") continue;
            planned.ExceptWith(_blocked);
            Assert.True(started.SetEquals(planned), $"{Story}: {started.Count} of {planned.Count} planned stages ran");
            Assert.True(!ReferenceRun.Plan(_disk).ToRun.Any(), $"{Story}: something is left to run");
            ReferenceRun.AssertSame(fresh(_text), _disk, Story);
            var kept = _disk.Files().Keys.Where(k => k.Contains("/replaced/", StringComparison.Ordinal)).ToList();
            Assert.True(_mayKeep || kept.Count == 0, $"{Story}: kept {string.Join(' ', kept)}, which nobody changed");
        }
    }

    private void Edit()
    {
        var rates = _rates.Where(_ => random.Next(2) == 0).DefaultIfEmpty("0.01");
        _text = string.Create(CultureInfo.InvariantCulture, $$"""
            experiment: small
            system: quenching-activation
            seed: {{7 + random.Next(2)}}
            replicates: {{1 + random.Next(2)}}
            target: {function: single-neuron}
            dataset: {law: population, inputDimension: 2}
            network: {hiddenUnits: {{3 + random.Next(2)}}}
            training: {learningRate: 0.01, steps: 4, optimiser: gradient-descent}
            record: {every: {{1 + random.Next(2)}}, neurons: 2}
            randomFeatures: {{(random.Next(2) == 0 ? "true" : "false")}}
            sweep: {training.learningRate: [{{string.Join(", ", rates)}}]}
            checks: [{name: falls, value: trajectory.trainingRisk, atMost: {{4 + random.Next(2)}}}]
            """);
        var kept = _disk.Files().Where(f => f.Key != ReferenceRun.Experiment);
        _disk = SimulatedDisk.With(kept.Append(KeyValuePair.Create(ReferenceRun.Experiment, System.Text.Encoding.UTF8.GetBytes(_text))));
        _events.Add($"edited to {_text.ReplaceLineEndings(" | ")}");
    }

    /// <summary>One file of the store or of the results, whichever.</summary>
    private void Delete()
    {
        var names = _disk.Files().Keys.Where(n => n != ReferenceRun.Experiment).ToArray();
        if (names.Length == 0) return;
        var name = names[random.Next(names.Length)];
        _disk = SimulatedDisk.With(_disk.Files().Where(f => f.Key != name));
        _mayKeep |= Path.GetFileName(name) == Manifest.FileName;
        _events.Add($"deleted {name}");
    }

    private HashSet<Digest> Complete(Plan plan)
    {
        var observer = new Started();
        var outcome = Run(_disk, observer);
        Assert.All(plan.Failures, f => Assert.True(outcome.Failures.ContainsKey(f.Key), $"{Story}: a failure that was planned did not come"));
        _events.Add("complete");
        return observer.Keys;
    }

    private HashSet<Digest> Killed()
    {
        var observer = new Started();
        var at = random.Next(Operations);
        var fault = random.Next(3) switch { 0 => Fault.CrashBefore, 1 => Fault.CrashAfter, _ => Fault.CrashWithin(random.NextDouble()) };
        var files = new FaultyFileSystem(_disk, (operation, _) => operation == at ? fault : Fault.None);
        try
        {
            Run(files, observer);
        }
        catch (SimulatedCrashException)
        {
            _disk = _disk.AfterCrash(random);
        }
        _events.Add(files.IsCrashed ? $"killed at operation {at}" : "complete");
        return observer.Keys;
    }

    private HashSet<Digest> Stopped()
    {
        using var stop = new CancellationTokenSource();
        var observer = new Started(after: random.Next(6), stop);
        var outcome = Run(_disk, observer, stop.Token);
        _events.Add(outcome.Cancelled ? "stopped" : "complete");
        return observer.Keys;
    }

    /// <summary>Runs, and remembers what a stage that failed for the first time blocked: no plan can know that.</summary>
    private RunOutcome Run(IFileSystem files, Started observer, CancellationToken stop = default)
    {
        var outcome = ReferenceRun.Run(files, observer, stop);
        _blocked = [.. outcome.Failures.Where(f => f.Value is StageFailure.Blocked).Select(f => f.Key)];
        return outcome;
    }

    /// <summary>Notes what starts, and stops the run after so many stages.</summary>
    private sealed class Started(int after = int.MaxValue, CancellationTokenSource? stop = null) : IRunObserver
    {
        private readonly Lock _lock = new();

        public HashSet<Digest> Keys { get; } = [];

        void IRunObserver.Started(StageNode node)
        {
            lock (_lock)
            {
                Keys.Add(node.Key);
                if (Keys.Count > after) stop!.Cancel();
            }
        }

        void IRunObserver.Progressed(StageNode node, double fraction)
        {
        }

        void IRunObserver.Ended(StageNode node, StageFailure? failure, TimeSpan elapsed)
        {
        }
    }
}
