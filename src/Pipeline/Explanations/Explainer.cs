using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Explanations;

/// <summary>Why a plan would run what it would run: holds it against what the same store was asked for before.</summary>
/// <remarks>
/// A point is compared with the nearest point of an earlier run, in the words of experiment files. Which of several changes concern a stage is found
/// by taking back one at a time and planning again: what leaves the stage's key as it is does not concern it. Where no setting concerns it, the
/// recipe that lies with every stored result tells versions and given files.
/// </remarks>
/// <param name="experiment">The experiment of today.</param>
/// <param name="plan">Its plan.</param>
/// <param name="store">The store that it was planned against.</param>
/// <param name="systems">The systems.</param>
/// <param name="files">Resolves the paths that it names.</param>
internal sealed class Explainer(ExperimentDefinition experiment, Plan plan, ArtifactStore store, Systems systems, Func<string, GivenFile> files)
{
    private readonly Dictionary<Digest, PlannedStage> _planned = plan.Stages.ToDictionary(s => s.Node.Key);
    private readonly ImmutableArray<PastRun> _past = PastRuns.Of(experiment, store.Runs.All(), systems);
    private readonly Dictionary<(PastRun, string, string), ImmutableArray<Change>> _relevant = [];
    private readonly StoredRecipes _recipes = new(store);
    private readonly SystemDefinition _system = systems.Find(experiment.Header.System);

    /// <summary>Every stage of a point, inputs first.</summary>
    public ImmutableArray<StageExplanation> Explain(int index)
    {
        var point = experiment.PointAt(index).Match(p => p, _ => throw new ArgumentException("A point of a plan is free of errors.", nameof(index)));
        var nodes = PointNodes.Of(plan.Points[index]);
        var stages = nodes.Select(n => _planned[n.Node.Key]).ToList();
        var past = stages.Exists(IsNew) ? Nearest(point) : null;
        return [.. nodes.Zip(stages, (node, stage) => IsNew(stage)
            ? new StageExplanation(stage.Node, stage.Action, stage.Reason, Reasons(node, past), past?.Name ?? "")
            : new StageExplanation(stage.Node, stage.Action, stage.Reason, [], ""))];
    }

    private static bool IsNew(PlannedStage stage) => stage is { Action: PlanAction.Run, Node: TableNode };

    /// <summary>The earlier point that differs least, of the newest run where several do.</summary>
    private Comparison? Nearest(Point point)
    {
        var settings = experiment.Resolve(point);
        Comparison? best = null;
        foreach (var run in _past)
        {
            if (run.Nearest(settings, point.Configuration, point.Replicate, experiment.Columns.Select(c => c.Path)) is not { } before) continue;
            var changes = SettingChanges.Between(run.Experiment.Resolve(before), settings);
            if (before.Replicate != point.Replicate) changes = changes.Add(new(ChangeKind.Replicate, $"{point.Replicate}"));
            if (best is null || changes.Length < best.Changes.Length) best = new(run, before, point, changes);
        }
        return best;
    }

    private ImmutableArray<Change> Reasons(PointNode node, Comparison? past)
    {
        if (past is null) return [new(ChangeKind.First, "")];
        var before = NodeOf(Planner.PointOf(past.Run.Experiment, systems.Find(past.Run.Experiment.Header.System), files, past.Before), node);
        var settings = before?.Key == node.Node.Key ? [] : Relevant(node, past);
        if (settings.IsEmpty) return Unchanged(node.Node, past.Run);
        var upstream = Canonical.Encode(node.Node.Reads) == (before is null ? "" : Canonical.Encode(before.Reads))
            ? node.Node.Inputs.Where(i => before!.Inputs.All(b => b.Key != i.Key))
                .Select(i => new Change(ChangeKind.Upstream, i.Stage.Name)).Distinct()
            : [];
        return [.. VersionOf(node.Node, past.Run), .. upstream, .. settings];
    }

    /// <summary>No setting concerns the stage: another version, other given bytes, or the result is not there although it was asked for.</summary>
    private ImmutableArray<Change> Unchanged(StageNode node, PastRun run)
    {
        if (run.Keys.Contains(node.Key)) return [new(ChangeKind.Lost, run.Record.Id)];
        var nearest = _recipes.Of(node.Stage.Name, run).Select(r => RecipeComparison.Of(node, r))
            .DefaultIfEmpty().MinBy(c => c.IsDefault ? 0 : c.Length);
        return nearest.IsDefault ? [new(ChangeKind.First, "")] : [.. nearest.Select(Named).Distinct()];
    }

    /// <summary>The stage had another version in every result that the run used.</summary>
    private ImmutableArray<Change> VersionOf(StageNode node, PastRun run)
    {
        var versions = _recipes.VersionsOf(node.Stage.Name, run);
        return versions.IsEmpty || versions.Contains(node.Stage.Version)
            ? []
            : [new(ChangeKind.Version, node.Stage.Name, $"{versions.Max}", $"{node.Stage.Version}")];
    }

    /// <summary>The changes without which the stage would have another key; all of them where that cannot be told.</summary>
    private ImmutableArray<Change> Relevant(PointNode node, Comparison past)
    {
        var all = node.Node.Stage.Name == Check.Stage.Name
            ? past.Changes.AddRange(SettingChanges.Checks(past.Run.Experiment, experiment))
            : past.Changes;
        if (all.Length <= 1) return all;
        var name = (past.Run, $"{node.Node.Stage.Name} {node.Ordinal}", string.Join(';', all.Select(c => c.Sentence)));
        if (_relevant.TryGetValue(name, out var known)) return known;
        var relevant = all.Where(c => Matters(c, node, past)).ToImmutableArray();
        return _relevant[name] = relevant.IsEmpty ? all : relevant;
    }

    private bool Matters(Change change, PointNode node, Comparison past)
    {
        if (change.Kind == ChangeKind.Check) return true;
        if (change.Kind == ChangeKind.Replicate) return Differs(past.Now with { Replicate = past.Before.Replicate }, experiment.Header.Seed, node);
        if (change.What == "seed") return Differs(past.Now, past.Run.Experiment.Header.Seed, node);
        return Undone(change, past.Now) is not { } undone || Differs(undone, experiment.Header.Seed, node);
    }

    private bool Differs(Point point, ulong seed, PointNode node) =>
        NodeOf(Planner.PointOf(experiment, _system, files, point, seed), node)?.Key != node.Node.Key;

    /// <summary>The point with one setting as it was; null where that makes no point.</summary>
    private Point? Undone(Change change, Point point)
    {
        if (change.Before == Change.Absent) return null;
        var errors = new ConfigErrors();
        if (Override.Parse($"{change.What}={change.Before}", errors) is not { } old) return null;
        if (NodePath.With(point.Node, old.Keys.AsSpan(), old.PathMark, old.Value) is not { } tree) return null;
        return SettingsBinder.Bind(errors, systems.Registry.Systems[experiment.Header.System], tree) is { } settings && errors.Count == 0
            ? point with { Settings = settings, Node = tree }
            : null;
    }

    /// <summary>A digest by the name of its file and the line that names it.</summary>
    private Change Named(Change change)
    {
        if (change.Kind != ChangeKind.GivenFile) return change;
        var (before, after) = (Short(change.Before), Short(change.After));
        foreach (var scalar in Scalars(experiment.Root))
        {
            if (files(scalar.Text).Content is { } content && change.After.EndsWith(content.Hex, StringComparison.Ordinal))
                return change with
                {
                    What = scalar.Text,
                    Before = before,
                    After = after,
                    Place = SettingChanges.Place(SettingOrigin.Of(scalar.Location))
                };
        }
        return change with { What = after, Before = before, After = after };
    }

    /// <summary>Texts that may name files.</summary>
    private static IEnumerable<ConfigNode.Scalar> Scalars(ConfigNode node) => node.Match(
        mapping: m => m.Entries.SelectMany(e => Scalars(e.Value)),
        sequence: s => s.Items.SelectMany(Scalars),
        scalar: s => s.Kind == ScalarKind.Text && s.Text.Contains('.', StringComparison.Ordinal) ? [s] : Enumerable.Empty<ConfigNode.Scalar>());

    private static string Short(string digest) => digest.Length > 19 ? digest[..19] : digest;

    private static StageNode? NodeOf(PlannedPoint point, PointNode like) =>
        PointNodes.Of(point).FirstOrDefault(n => n.Node.Stage.Name == like.Node.Stage.Name && n.Ordinal == like.Ordinal)?.Node;

    /// <param name="Run">The earlier run.</param>
    /// <param name="Before">Its point.</param>
    /// <param name="Now">The point of today.</param>
    /// <param name="Changes">What differs.</param>
    private sealed record Comparison(PastRun Run, Point Before, Point Now, ImmutableArray<Change> Changes)
    {
        public string Name => $"point {Before.Index} of {Run.Experiment.Header.Experiment}, run {Run.Record.Id}";
    }
}
