using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli;

/// <summary>How far a run is, by the estimated operations of its stages, and when it will be done at the speed so far.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class ProgressEstimate
{
    /// <summary>What a stage weighs at least: reading, hashing and writing cost something too.</summary>
    private const double LeastFlops = 1e6;

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, (double Weight, double Fraction)> _stages;
    private readonly double _total;

    public ProgressEstimate(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _stages = plan.ToRun.ToDictionary(s => s.Node.Key, s => (Math.Max(s.Node.Cost.Flops, LeastFlops), 0.0));
        _total = _stages.Values.Sum(s => s.Weight);
    }

    public int Stages => _stages.Count;

    /// <summary>Records how much of a stage is done and returns how much of the run is, in [0, 1].</summary>
    public double Record(Digest key, double fraction)
    {
        lock (_lock)
        {
            if (_stages.TryGetValue(key, out var stage)) _stages[key] = stage with { Fraction = fraction };
            return _total == 0 ? 1 : _stages.Values.Sum(s => s.Weight * s.Fraction) / _total;
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
