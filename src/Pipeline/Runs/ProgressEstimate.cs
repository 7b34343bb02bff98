using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>How far a run is, by the estimated times of its stages, and when it will be done at the speed so far.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ProgressEstimate
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>A stage is counted in this number of parts.</summary>
    private const int Parts = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, (Int128 Weight, int Done)> _stages;
    private readonly Int128 _total;
    private Int128 _done;

    /// <param name="plan">What runs.</param>
    /// <param name="seconds">Estimated time of a stage.</param>
    public ProgressEstimate(Plan plan, Func<StageNode, double> seconds)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(seconds);
        _stages = plan.ToRun.ToDictionary(s => s.Node.Key, s => ((Int128)Math.Max(1, NanosecondsPerSecond * seconds(s.Node)), 0));
        _total = Parts * _stages.Values.Aggregate(Int128.Zero, (sum, s) => sum + s.Weight);
    }

    /// <summary>Records how much of a stage is done and returns how much of the run is, in [0, 1].</summary>
    public double Record(Digest key, double fraction)
    {
        lock (_lock)
        {
            if (_stages.TryGetValue(key, out var stage))
            {
                var done = (int)(Parts * Math.Clamp(fraction, 0, 1));
                _done += stage.Weight * (done - stage.Done);
                _stages[key] = stage with { Done = done };
            }
            return _total == 0 ? 1 : (double)_done / (double)_total;
        }
    }

    /// <summary>Time that is left, or null while it cannot be told.</summary>
    public static TimeSpan? Remaining(TimeSpan elapsed, double fraction) =>
        fraction is > 0.01 and <= 1 && elapsed > TimeSpan.FromSeconds(1) ? elapsed * ((1 - fraction) / fraction) : null;

    /// <summary>A duration as people say it: 42 s, 3 min 5 s, 2 h 10 min.</summary>
    public static string Words(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours} h {duration.Minutes} min"),
    };
}
