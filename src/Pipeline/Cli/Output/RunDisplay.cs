using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;
using Spectre.Console;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>How a run shows its progress on standard error.</summary>
internal static class RunDisplay
{
    /// <summary>Bytes that any machine has; a run that takes more says so.</summary>
    public const long MuchMemory = 500 << 20;

    /// <param name="streams">The streams of the process.</param>
    /// <param name="isQuiet">Only what is wrong.</param>
    public static IProgress<RunProgress> Of(Streams streams, bool isQuiet) =>
        isQuiet ? new NoticesOnly(streams.Error)
        : streams.IsTerminal ? new LiveProgress(Streams.Terminal(), streams.Error, TimeProvider.System)
        : new LineProgress(streams.Error, TimeProvider.System);

    private sealed class NoticesOnly(TextWriter error) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value is RunProgress.Notice notice) error.WriteLine(notice.Text);
        }
    }
}

/// <summary>What a terminal shows of a run: one line of the whole, below it the stages that run. Safe for concurrent use.</summary>
internal sealed class ProgressView(TimeProvider time)
{
    /// <summary>Nobody reads the name of a stage that is over sooner.</summary>
    private static readonly TimeSpan Readable = TimeSpan.FromSeconds(0.5);

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private PointCounts _points = PointCounts.None;
    private long _start = time.GetTimestamp();
    private double _done;

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            switch (value)
            {
                case RunProgress.Started started:
                    _running.Clear();
                    (_start, _done, _points) = (time.GetTimestamp(), 0, started.Points);
                    break;
                case RunProgress.StageStarted { Stage: var stage }:
                    _running[stage.Key] = new(stage, time.GetTimestamp(), 0);
                    break;
                case RunProgress.StageProgressed progressed when _running.TryGetValue(progressed.Stage.Key, out var known):
                    _running[progressed.Stage.Key] = known with { Done = progressed.Done };
                    _done = progressed.RunDone;
                    break;
                case RunProgress.StageEnded ended:
                    _running.Remove(ended.Stage.Key);
                    (_done, _points) = (ended.RunDone, ended.Points);
                    break;
                case RunProgress.StageStopped stopped:
                    _running.Remove(stopped.Stage.Key);
                    break;
            }
        }
    }

    /// <summary>What to show now, each line shorter than the terminal is wide, and fewer lines than it has.</summary>
    public ImmutableArray<string> Lines(int width, int height)
    {
        lock (_lock)
        {
            var shown = _running.Values.Where(r => time.GetElapsedTime(r.Since) >= Readable).ToList();
            var room = Math.Max(0, height - 2);
            var most = shown.Count <= room ? shown.Count : Math.Max(0, room - 1);
            IEnumerable<string> lines =
            [
                Whole(),
                .. shown.Take(most).Select(r => string.Create(CultureInfo.InvariantCulture, $"{100 * r.Done,3:0} %  {r.Stage.Name}{Of(r.Stage)}")),
                .. most < shown.Count && room > 0 ? [$"       and {shown.Count - most} more stages"] : Array.Empty<string>(),
            ];
            return [.. lines.Select(l => UnsafeCharacters.OnOneLine(l)).Select(l => l.Length < width ? l : l[..Math.Max(0, width - 1)])];
        }
    }

    private static string Of(RunningStage stage) => stage.Place.Length == 0 ? "" : $" of {stage.Place}";

    private string Whole()
    {
        var elapsed = time.GetElapsedTime(_start);
        var left = ProgressEstimate.Remaining(elapsed, _done) is { } remaining ? $", about {ProgressEstimate.Words(remaining)} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{100 * _done,3:0} %  {PointWords.Of(_points)}, {ProgressEstimate.Words(elapsed)}{left}");
    }

    private sealed record Running(RunningStage Stage, long Since, double Done);
}

/// <summary>How points stand, in words.</summary>
internal static class PointWords
{
    public static string Of(PointCounts points) =>
        $"{points.Done} of {points.All} points done{(points.Failed > 0 ? $", {points.Failed} failed" : "")}";
}

/// <summary>Progress on a terminal: a live region, drawn a few times a second.</summary>
/// <remarks>The run does not depend on it: whatever goes wrong with the display, such as a terminal that is closed, ends the display alone.</remarks>
internal sealed class LiveProgress(IAnsiConsole console, TextWriter error, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly ProgressView _view = new(time);
    private LiveDisplayContext? _context;
    private TaskCompletionSource _end = new();
    private Task _region = Task.CompletedTask;

    public void Report(RunProgress value)
    {
        _view.Report(value);
        switch (value)
        {
            case RunProgress.Planned { MemoryBytes: > RunDisplay.MuchMemory and var bytes }:
                error.WriteLine($"It will take about {Words.Bytes(bytes)} of memory.");
                break;
            case RunProgress.Started:
                Begin();
                break;
            case RunProgress.Executed:
                _end.TrySetResult();
                _region.Wait();
                break;
            case RunProgress.StageEnded { Failure: { } failure, Stage: var stage }:
                var sentence = UnsafeCharacters.OnOneLine(failure.Sentence);
                var place = stage.Place.Length > 0 ? stage.Place : stage.Key[..8];
                Draw(_ => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{stage.Name} of {place}[/]: {sentence}"));
                break;
            case RunProgress.Waiting waiting:
                Draw(_ => console.WriteLine(UnsafeCharacters.OnOneLine(Words.Waiting(waiting.Holder, waiting.Results))));
                break;
            case RunProgress.Notice notice:
                error.WriteLine(notice.Text);
                break;
        }
    }

    /// <summary>Shows the region; it is there, or cannot be, when this returns.</summary>
    private void Begin()
    {
        _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _region = Task.Run(() => ShowUntilAsync(_end.Task, shown));
        shown.Task.Wait();
    }

    private async Task ShowUntilAsync(Task end, TaskCompletionSource shown)
    {
        try
        {
            await console.Live(new Text("")).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async context =>
            {
                lock (_lock) _context = context;
                shown.TrySetResult();
                var before = "";
                while (!end.IsCompleted)
                {
                    var now = string.Join('\n', _view.Lines(console.Profile.Width, console.Profile.Height));
                    if (now != before) Draw(c => c.UpdateTarget(new Text(before = now)));
                    await Task.WhenAny(end, Task.Delay(Interval)).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfDisplay(exception))
        {
            // The display is gone; the run goes on.
        }
        lock (_lock) _context = null;
        shown.TrySetResult();
    }

    /// <summary>Does something on the display, if there is one.</summary>
    private void Draw(Action<LiveDisplayContext> draw)
    {
        lock (_lock)
        {
            if (_context is null) return;
            try
            {
                draw(_context);
            }
            catch (Exception exception) when (IsOfDisplay(exception))
            {
                _context = null;
            }
        }
    }

    private static bool IsOfDisplay(Exception exception) => exception is not OutOfMemoryException;
}

/// <summary>Progress off a terminal: one plain line whenever 5 % more is done or 10 s have passed, and one for every failure.</summary>
internal sealed class LineProgress(TextWriter output, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _start = time.GetTimestamp();
    private double _lastFraction;
    private TimeSpan _lastTime;
    private PointCounts _points = PointCounts.None;
    private int _ended, _stages;

    public void Report(RunProgress value)
    {
        switch (value)
        {
            case RunProgress.Planned { MemoryBytes: > RunDisplay.MuchMemory and var bytes }:
                output.WriteLine($"It will take about {Words.Bytes(bytes)} of memory.");
                break;
            case RunProgress.Started started:
                lock (_lock)
                {
                    (_start, _lastFraction, _lastTime, _ended, _stages) = (time.GetTimestamp(), 0, TimeSpan.Zero, 0, started.Stages);
                    _points = started.Points;
                }
                break;
            case RunProgress.StageProgressed progressed:
                Show(progressed.RunDone);
                break;
            case RunProgress.StageEnded ended:
                if (ended.Failure is { } failure) output.WriteLine($"{ended.Stage.Name} {Of(ended.Stage)}: {failure.Sentence}");
                lock (_lock) (_ended, _points) = (_ended + 1, ended.Points);
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
                CultureInfo.InvariantCulture,
                $"{100 * fraction,3:0} %  {_ended} of {_stages} stages, {PointWords.Of(_points)}, {ProgressEstimate.Words(elapsed)}{remaining}"));
        }
    }

    private static string Of(RunningStage stage) => stage.Place.Length > 0 ? $"of {stage.Place}" : stage.Key[..8];
}
