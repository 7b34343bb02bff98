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

/// <summary>Progress on a terminal: one live region with the whole run and the stages at work.</summary>
/// <remarks>The run does not depend on it: whatever goes wrong with the display, such as a terminal that is closed, ends the display alone.</remarks>
internal sealed class LiveProgress(IAnsiConsole console, TextWriter error, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);
    private long _start;
    private ProgressContext? _context;
    private ProgressTask? _whole;
    private TaskCompletionSource _end = new();
    private Task _region = Task.CompletedTask;

    public void Report(RunProgress value)
    {
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
            case RunProgress.StageStarted { Stage: var stage }:
                Draw(context => _tasks[stage.Key] = context.AddTask(Markup.Escape($"  {stage.Name} {stage.Key[..8]}"), maxValue: 1));
                break;
            case RunProgress.StageProgressed progressed:
                Show(progressed.Stage, progressed.Done, progressed.RunDone);
                break;
            case RunProgress.StageEnded ended:
                End(ended);
                break;
            case RunProgress.StageStopped stopped:
                Leave(stopped.Stage);
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
        _start = time.GetTimestamp();
        _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _region = Task.Run(() => ShowUntilAsync(_end.Task, shown));
        shown.Task.Wait();
    }

    private async Task ShowUntilAsync(Task end, TaskCompletionSource shown)
    {
        try
        {
            await console.Progress().AutoClear(true).AutoRefresh(false)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(async context =>
                {
                    lock (_lock) (_context, _whole) = (context, context.AddTask("run", maxValue: 1));
                    shown.TrySetResult();
                    while (!end.IsCompleted)
                    {
                        context.Refresh();
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

    private void End(RunProgress.StageEnded ended)
    {
        Show(ended.Stage, 1, ended.RunDone);
        Leave(ended.Stage);
        if (ended.Failure is not { } failure) return;
        var sentence = UnsafeCharacters.OnOneLine(failure.Sentence);
        Draw(_ => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{ended.Stage.Name} {ended.Stage.Key[..8]}[/]: {sentence}"));
    }

    private void Show(RunningStage stage, double fraction, double done) => Draw(_ =>
    {
        if (_tasks.TryGetValue(stage.Key, out var task)) task.Value = fraction;
        _whole!.Value = done;
        var left = ProgressEstimate.Remaining(time.GetElapsedTime(_start), done);
        _whole.Description = left is { } remaining ? $"run, about {ProgressEstimate.Words(remaining)} left" : "run";
    });

    private void Leave(RunningStage stage) => Draw(_ =>
    {
        if (_tasks.Remove(stage.Key, out var task)) task.StopTask();
    });

    /// <summary>Does something on the display, if there is one.</summary>
    private void Draw(Action<ProgressContext> draw)
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
