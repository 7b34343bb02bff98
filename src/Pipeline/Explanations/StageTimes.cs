using System.Collections.Frozen;
using MathNet.Numerics;
using MathNet.Numerics.Optimization;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations;

/// <summary>How long stages take: as runs on the same store measured it, and as assumed for a machine of this speed where none did.</summary>
/// <remarks>
/// A stage takes a + b f seconds of processor threads, f its estimated operations; the first of its name in a process also takes the compiler's time.
/// Assumed values of a and b are shipped with the tool, and scaled by the speed of this machine (<see cref="MachineSpeed"/>). Measurements of many
/// sizes move both, those of one size that which they show: a tiny run says nothing about the speed of a long one. a and b minimise the squared
/// logarithms of measured over estimated time, weighted by a spread of <see cref="MeasuredSpread"/>, and of a and b over their assumed values,
/// weighted by <see cref="AssumedSpread"/>. A run takes what all of its stages take, divided by the threads at work, and a time of its own.
/// </remarks>
internal sealed class StageTimes
{
    /// <summary>Standard deviation of ln(measured / estimated): times of the same stage differ by a third from run to run.</summary>
    private const double MeasuredSpread = 0.3;

    /// <summary>Standard deviation of ln(a / assumed a) and of ln(b / assumed b): settings differ by a factor of three.</summary>
    private const double AssumedSpread = 1.1;

    /// <summary>Of the misfit: at 1e-4 the simplex of the library stops up to 1.0 beside the minimum in a quarter of the fits.</summary>
    private const double FitTolerance = 1e-8;

    /// <summary>Newer runs than these say what there is to say.</summary>
    private const int MostRuns = 20;

    /// <summary>Share of the threads that is at work in a run of many points.</summary>
    private const double AssumedUse = 0.85;

    /// <summary>Seconds of a run beside its stages: planning, and writing small results.</summary>
    private const double AssumedRunSeconds = 0.65;

    private readonly ILookup<string, MeasuredTime> _measured;
    private readonly Dictionary<string, StageSpeed> _speeds = new(StringComparer.Ordinal);
    private readonly double _threads;
    private readonly MachineSpeed _machine;

    private StageTimes(IReadOnlyList<RunRecord> runs, int threads, MachineSpeed machine)
    {
        _machine = machine;
        _measured = runs.SelectMany(r => r.Times).ToLookup(t => t.Stage, StringComparer.Ordinal);
        _threads = threads * UseIn(runs);
    }

    /// <summary>Seconds of a run beside its stages.</summary>
    /// <param name="stages">Names of its stages: the first of each takes longer than the others.</param>
    public double OfRun(IEnumerable<string> stages) =>
        (AssumedRunSeconds / _machine.Scalars) + (stages.Distinct(StringComparer.Ordinal).Sum(s => StageSpeed.Assumed(s, _machine).First) / _threads);

    /// <param name="store">Where earlier runs are.</param>
    /// <param name="threads">Threads of the run whose times are wanted.</param>
    /// <param name="machine">What it runs on; this machine by default.</param>
    public static StageTimes Read(ArtifactStore store, int threads, MachineSpeed? machine = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new([.. store.Runs.Newest(MostRuns)], threads, machine ?? MachineSpeed.Here);
    }

    /// <summary>Wall time in seconds that a stage adds to a run.</summary>
    public double Of(StageNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!_speeds.TryGetValue(node.Stage.Name, out var speed)) _speeds[node.Stage.Name] = speed = Fit(node.Stage.Name);
        return speed.Seconds(node.Cost.Flops) / _threads;
    }

    public bool IsMeasured(string stage) => _measured.Contains(stage);

    /// <summary>Where the times of a stage come from.</summary>
    public string SourceOf(string stage) => IsMeasured(stage)
        ? FormattableString.Invariant($"measured on {_measured[stage].Sum(t => t.Stages)} stages of runs on this store")
        : "assumed, not measured on this store yet";

    private StageSpeed Fit(string stage)
    {
        var assumed = StageSpeed.Assumed(stage, _machine);
        var measured = _measured[stage].Where(t => t is { Seconds: > 0, Flops: >= 0 }).ToList();
        if (measured.Count == 0) return assumed;
        double Misfit(double a, double b)
        {
            var speed = assumed.Times(Math.Exp(a), Math.Exp(b));
            var data = measured.Sum(
                t => Math.Pow(Math.Log(t.Seconds / (speed.Seconds(t.Flops) + (assumed.First / t.Stages))) / MeasuredSpread, 2));
            return data + (((a * a) + (b * b)) / (AssumedSpread * AssumedSpread));
        }

        try
        {
            var (a, b) = FindMinimum.OfFunction(Misfit, 0, 0, FitTolerance, 1_000);
            return assumed.Times(Math.Exp(a), Math.Exp(b));
        }
        catch (Exception exception) when (exception is MaximumIterationsException or OptimizationException)
        {
            return assumed;
        }
    }

    /// <summary>The share of its threads that the longest run used.</summary>
    private static double UseIn(IReadOnlyList<RunRecord> runs)
    {
        var longest = runs.Where(r => r is { Seconds: > 2, Threads: > 0 }).MaxBy(r => r.Seconds);
        if (longest is null) return AssumedUse;
        return Math.Clamp(longest.Times.Sum(t => t.Stages * t.Seconds) / (longest.Seconds * longest.Threads), 0.3, 1);
    }
}

/// <summary>
/// A stage takes <paramref name="Start"/> + f / <paramref name="FlopsPerSecond"/> seconds of threads for f estimated operations, the first of its
/// name in a process <paramref name="First"/> seconds more, which the compiler takes.
/// </summary>
internal sealed record StageSpeed(double First, double Start, double FlopsPerSecond)
{
    /// <summary>Stages that are kernels on vectors, for which <see cref="MachineSpeed.Vectors"/> counts.</summary>
    private static readonly FrozenSet<string> OnVectors = FrozenSet.Create(
        StringComparer.Ordinal, "hinge-training", "mixture-simulation", "mixture-theory", "quenching-random-features", "quenching-training");

    // Fitted to 134 runs of many sizes on the machine whose speed is 1, then rounded by hand: docs/lab/performance.md. Operations are estimated and
    // not counted, so that these are no speeds of the machine.
    private static readonly FrozenDictionary<string, StageSpeed> Shipped = new Dictionary<string, StageSpeed>(StringComparer.Ordinal)
    {
        ["check"] = new(0.01, 3e-4, 4e9),
        ["hinge-comparison"] = new(0.02, 3e-4, 4e9),
        ["hinge-dataset"] = new(0.035, 1.2e-3, 1e9),
        ["hinge-theory"] = new(0.08, 0.04, 8e8),
        ["hinge-training"] = new(0.4, 0.04, 4e11),
        ["mixture-comparison"] = new(0.02, 3e-4, 4e9),
        ["mixture-dataset"] = new(0.03, 3e-4, 1.7e9),
        ["mixture-ensemble"] = new(0.02, 3e-4, 4e9),
        ["mixture-simulation"] = new(0.07, 2.5e-3, 1.2e10),
        ["mixture-theory"] = new(0.08, 5e-3, 3e9),
        ["quenching-comparison"] = new(0.01, 3e-4, 4e9),
        ["quenching-dataset"] = new(0.02, 3.5e-4, 3.4e8),
        ["quenching-random-features"] = new(0.035, 1.2e-4, 2e9),
        ["quenching-training"] = new(0.09, 5e-3, 2e10),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static StageSpeed Unknown { get; } = new(0.02, 5e-4, 8e9);

    public static StageSpeed Assumed(string stage, MachineSpeed machine)
    {
        var shipped = Shipped.GetValueOrDefault(stage, Unknown);
        return new(
            shipped.First / machine.Scalars, shipped.Start / machine.Scalars,
            shipped.FlopsPerSecond * (OnVectors.Contains(stage) ? machine.Vectors : machine.Scalars));
    }

    public double Seconds(double flops) => Start + (flops / FlopsPerSecond);

    public StageSpeed Times(double start, double secondsPerFlop) =>
        this with { Start = start * Start, FlopsPerSecond = FlopsPerSecond / secondsPerFlop };
}
