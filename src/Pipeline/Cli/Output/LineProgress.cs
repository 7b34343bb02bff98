using System.Globalization;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>Progress off a terminal: one plain line whenever 5 % more is done or 10 s have passed, and one for every failure.</summary>
internal sealed class LineProgress(TextWriter output, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _start = time.GetTimestamp();
    private double _lastFraction;
    private TimeSpan _lastTime;
    private int _ended, _stages;

    public void Report(RunProgress value)
    {
        switch (value)
        {
            case RunProgress.Planned { MemoryBytes: > RunDisplay.MuchMemory and var bytes }:
                output.WriteLine($"It will take about {Words.Bytes(bytes)} of memory.");
                break;
            case RunProgress.Started started:
                lock (_lock) (_start, _lastFraction, _lastTime, _ended, _stages) = (time.GetTimestamp(), 0, TimeSpan.Zero, 0, started.Stages);
                break;
            case RunProgress.StageProgressed progressed:
                Show(progressed.RunDone);
                break;
            case RunProgress.StageEnded ended:
                if (ended.Failure is { } failure) output.WriteLine($"{ended.Stage.Name} {ended.Stage.Key[..8]}: {failure.Sentence}");
                Interlocked.Increment(ref _ended);
                Show(ended.RunDone);
                break;
            case RunProgress.Waiting waiting:
                output.WriteLine(Words.Waiting(waiting.Holder, waiting.Results));
                break;
            case RunProgress.Notice notice:
                output.WriteLine(notice.Text);
                break;
        }
    }

    private void Show(double fraction)
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_start);
            if (fraction < _lastFraction + 0.05 && elapsed < _lastTime + Quiet) return;
            (_lastFraction, _lastTime) = (fraction, elapsed);
            var remaining = ProgressEstimate.Remaining(elapsed, fraction) is { } left ? $", about {ProgressEstimate.Words(left)} left" : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{100 * fraction,3:0} %  {_ended} of {_stages} stages, {ProgressEstimate.Words(elapsed)}{remaining}"));
        }
    }
}
