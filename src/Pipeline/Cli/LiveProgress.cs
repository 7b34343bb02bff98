using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Spectre.Console;

namespace Pipelines.Pipeline.Cli;

/// <summary>Progress on a terminal: one live region with the whole run and the stages at work.</summary>
/// <remarks>The run does not depend on it: whatever goes wrong with the display, such as a terminal that is closed, ends the display alone.</remarks>
public sealed class LiveProgress(ProgressEstimate estimate, IAnsiConsole console, TimeProvider time) : IRunObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, ProgressTask> _tasks = [];
    private readonly long _start = time.GetTimestamp();
    private ProgressContext? _context;
    private ProgressTask? _whole;

    /// <summary>Shows the region while <paramref name="work"/> runs.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Task<T>? running = null;
        try
        {
            await console.Progress().AutoClear(true).AutoRefresh(false)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(async context =>
                {
                    lock (_lock) (_context, _whole) = (context, context.AddTask("run", maxValue: 1));
                    running = work();
                    await DrawUntilAsync(running, context).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfDisplay(exception))
        {
            lock (_lock) _context = null;
        }
        return await (running ?? work()).ConfigureAwait(false);
    }

    public void Started(StageNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Draw(context => _tasks[node.Key] = context.AddTask(Markup.Escape($"  {node.Stage.Name} {node.Key.Hex[..8]}"), maxValue: 1));
    }

    public void Progressed(StageNode node, double fraction)
    {
        ArgumentNullException.ThrowIfNull(node);
        Show(node, fraction);
    }

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
    {
        ArgumentNullException.ThrowIfNull(node);
        Show(node, 1);
        Leave(node);
        if (failure is null) return;
        var sentence = UnsafeCharacters.OnOneLine(failure.Sentence);
        Draw(_ => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{node.Stage.Name} {node.Key.Hex[..8]}[/]: {sentence}"));
    }

    public void Stopped(StageNode node, TimeSpan threadTime)
    {
        ArgumentNullException.ThrowIfNull(node);
        Leave(node);
    }

    public void Waiting(Holder holder, int results) => Draw(_ => console.WriteLine(UnsafeCharacters.OnOneLine(Words.Waiting(holder, results))));

    private static async Task DrawUntilAsync(Task end, ProgressContext context)
    {
        while (!end.IsCompleted)
        {
            context.Refresh();
            await Task.WhenAny(end, Task.Delay(Interval)).ConfigureAwait(false);
        }
    }

    private void Show(StageNode node, double fraction)
    {
        var done = estimate.Record(node.Key, fraction);
        Draw(_ =>
        {
            if (_tasks.TryGetValue(node.Key, out var task)) task.Value = fraction;
            _whole!.Value = done;
            var left = ProgressEstimate.Remaining(time.GetElapsedTime(_start), done);
            _whole.Description = left is { } remaining ? $"run, about {ProgressEstimate.Words(remaining)} left" : "run";
        });
    }

    private void Leave(StageNode node) => Draw(_ =>
    {
        if (_tasks.Remove(node.Key, out var task)) task.StopTask();
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
