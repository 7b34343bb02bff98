using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Pipelines.Pipeline.Cluster;

/// <summary>The tasks of a submission in what <c>squeue --json</c> writes, in the shapes of Slurm 21.08 and later.</summary>
/// <remarks>Tasks that wait are one entry with a list of numbers; numbers are plain or objects, states one word or several, by version.</remarks>
internal static class SlurmQueue
{
    private static readonly ImmutableHashSet<string> Over =
    [
        "COMPLETED", "CANCELLED", "FAILED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "DEADLINE", "OUT_OF_MEMORY", "REVOKED",
    ];

    /// <summary>Not over, whatever other words stand beside them; a task that completes has not ended, since its script may still be
    /// stopping.</summary>
    private static readonly ImmutableHashSet<string> Again = ["COMPLETING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT"];

    /// <remarks>Without its controller squeue 22.05 writes an empty queue with the error beside it, and ends with 0.</remarks>
    /// <exception cref="SchedulerException">It is something else, or there is an error in it.</exception>
    public static ImmutableArray<ScheduledTask> Read(string json, string submission)
    {
        try
        {
            using var queue = JsonDocument.Parse(json);
            if (Errors(queue.RootElement) is { Length: > 0 } errors) throw new SchedulerException($"squeue: {string.Join("; ", errors)}");
            return
            [
                .. from job in queue.RootElement.GetProperty("jobs").EnumerateArray()
                   let first = SlurmText.FirstOf(Text(job, "name"), submission)
                   where first is not null
                   let state = States(job)
                   from task in Numbers(job)
                   select new ScheduledTask(first.Value + task, JobOf(job), StateOf(state), Word(job, state)),
            ];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SchedulerException($"squeue --json cannot be read: {exception.Message}");
        }
    }

    /// <summary>The numbers of an array expression such as <c>2-5,9,12-20:4%2</c>; what Slurm cut off is left out.</summary>
    public static IEnumerable<int> Indices(string expression)
    {
        foreach (var part in expression.Split('%')[0].Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', ':');
            if (!ends.All(e => int.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out _))) continue;
            var numbers = ends.Select(e => int.Parse(e, CultureInfo.InvariantCulture)).ToArray();
            var step = numbers.Length > 2 ? numbers[2] : 1;
            for (var i = numbers[0]; i <= (numbers.Length > 1 ? numbers[1] : numbers[0]); i += step) yield return i;
        }
    }

    private static ImmutableArray<string> Errors(JsonElement queue) =>
        queue.TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray().Select(e => $"{Text(e, "description")}: {Text(e, "error")}")]
            : [];

    private static IEnumerable<int> Numbers(JsonElement job) =>
        Text(job, "array_task_string") is { Length: > 0 } waiting ? Indices(waiting) : Number(job, "array_task_id") is { } one ? [(int)one] : [];

    private static string JobOf(JsonElement job) =>
        (Number(job, "array_job_id") is { } array and > 0 ? array : Number(job, "job_id") ?? 0).ToString(CultureInfo.InvariantCulture);

    private static TaskState StateOf(ImmutableArray<string> state) =>
        state.Any(Again.Contains) ? TaskState.Waiting
        : state.Contains("COMPLETED") ? TaskState.Done
        : state.Any(Over.Contains) ? TaskState.Failed
        : state.Contains("PENDING") ? TaskState.Waiting
        : TaskState.Running;

    private static string Word(JsonElement job, ImmutableArray<string> state)
    {
        var reason = Text(job, "state_reason");
        return string.Join('+', state) + (reason is "" or "None" ? "" : $" ({reason})");
    }

    private static ImmutableArray<string> States(JsonElement job) => job.GetProperty("job_state") switch
    {
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(s => s.GetString()!)],
        var one => [one.GetString()!],
    };

    private static string Text(JsonElement job, string name) =>
        job.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long? Number(JsonElement job, string name) => job.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Number => value.GetInt64(),
            JsonValueKind.Object when value.TryGetProperty("set", out var isSet) && isSet.GetBoolean() => value.GetProperty("number").GetInt64(),
            _ => null,
        }
        : null;
}
