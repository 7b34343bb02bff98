using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli;

/// <summary>Progress off a terminal: one plain line whenever 5 % more is done or 10 s have passed, and one for every failure.</summary>
public sealed class LineProgress(ProgressEstimate estimate, TextWriter output, TimeProvider time) : IRunObserver
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private double _lastFraction;
    private TimeSpan _lastTime;
    private int _ended;

    public void Started(StageNode node)
    {
    }

    public void Progressed(StageNode node, double fraction)
    {
        ArgumentNullException.ThrowIfNull(node);
        Report(estimate.Record(node.Key, fraction));
    }

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (failure is not null) output.WriteLine($"{node.Stage.Name} {node.Key.Hex[..8]}: {failure.Sentence}");
        Interlocked.Increment(ref _ended);
        Report(estimate.Record(node.Key, 1));
    }

    public void Waiting(Holder holder, int results) => output.WriteLine(Words.Waiting(holder, results));

    private void Report(double fraction)
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_start);
            if (fraction < _lastFraction + 0.05 && elapsed < _lastTime + Quiet) return;
            (_lastFraction, _lastTime) = (fraction, elapsed);
            var remaining = ProgressEstimate.Remaining(elapsed, fraction) is { } left ? $", about {ProgressEstimate.Words(left)} left" : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{100 * fraction,3:0} %  {_ended} of {estimate.Stages} stages, {ProgressEstimate.Words(elapsed)}{remaining}"));
        }
    }
}
