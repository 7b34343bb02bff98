using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Spectre.Console;

namespace Pipelines.Pipeline.Cli;

/// <summary>Progress on a terminal: one live region with the whole run and the stages under way.</summary>
public sealed class LiveProgress(ProgressEstimate estimate, IAnsiConsole console, TimeProvider time) : IRunObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, ProgressTask> _tasks = [];
    private readonly long _start = time.GetTimestamp();
    private ProgressContext? _context;
    private ProgressTask? _whole;

    /// <summary>Shows the region while <paramref name="work"/> runs.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                lock (_lock) (_context, _whole) = (context, context.AddTask("run", maxValue: 1));
                return await work().ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    public void Started(StageNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_lock) _tasks[node.Key] = _context!.AddTask(Markup.Escape($"  {node.Stage.Name} {node.Key.Hex[..8]}"), maxValue: 1);
    }

    public void Progressed(StageNode node, double fraction)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_lock) _tasks[node.Key].Value = fraction;
        Show(estimate.Record(node.Key, fraction));
    }

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_lock)
        {
            _tasks[node.Key].Value = 1;
            _tasks[node.Key].IsIndeterminate = false;
            _tasks.Remove(node.Key, out var task);
            task!.StopTask();
        }
        if (failure is not null) console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{node.Stage.Name} {node.Key.Hex[..8]}[/]: {failure.Sentence}");
        Show(estimate.Record(node.Key, 1));
    }

    public void Waiting(Holder holder, int results) => console.WriteLine(Words.Waiting(holder, results));

    private void Show(double fraction)
    {
        lock (_lock)
        {
            _whole!.Value = fraction;
            var left = ProgressEstimate.Remaining(time.GetElapsedTime(_start), fraction);
            _whole.Description = left is { } remaining ? $"run, about {ProgressEstimate.Words(remaining)} left" : "run";
        }
    }
}
