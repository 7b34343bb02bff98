using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Slurm through its commands: <c>sbatch</c>, <c>squeue --json</c>, <c>scontrol</c> and <c>scancel</c>; accounting is not needed.</summary>
/// <param name="run">Runs one of them.</param>
/// <param name="pause">Before the second attempt; it grows with each.</param>
internal sealed class SlurmScheduler(Func<string, IReadOnlyList<string>, ProgramResult> run, TimeSpan pause) : IClusterScheduler
{
    /// <summary>A controller that is busy, as after another user's 10,000 jobs, or restarts, answers later.</summary>
    private const int MostAttempts = 4;

    /// <summary>Slurm's commands try for up to two minutes themselves: one that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Shortly before the time limit the task gets a signal; Slurm may send it up to a minute earlier.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(2), ShortNotice = TimeSpan.FromSeconds(30);

    public SlurmScheduler()
        : this((program, arguments) => Programs.Run(Patience, program, arguments), TimeSpan.FromSeconds(1))
    {
    }

    /// <remarks>It also asks for the queue: a Slurm without JSON would take the tasks, and nobody could tell later how they stand.</remarks>
    public ClusterLimits Limits(string? partition)
    {
        Tasks("");
        var configuration = Output("scontrol", "show", "config");
        var partitions = Output("scontrol", "--oneliner", "show", "partition");
        return new(SlurmText.ArrayTasks(configuration), SlurmText.TimeLimit(partitions, partition));
    }

    public string Script(string worker) => SlurmText.Script(worker);

    public string? CommandOf(ArrayJob job) =>
        string.Join(' ', SlurmText.Arguments(job, NoticeFor(job.Needs.Time)).Select(ShellWord.IfNeeded).Prepend("sbatch"));

    /// <remarks>
    /// sbatch may time out after the controller has taken the job, so that a second attempt would send it twice: the job's name, which no other has,
    /// tells.
    /// </remarks>
    public string Submit(ArrayJob job)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = run("sbatch", SlurmText.Arguments(job, NoticeFor(job.Needs.Time)));
            if (result.ExitCode == 0) return result.Output.Trim().Split(';')[0];
            if (!SlurmText.IsPassing(result.Error)) throw new SchedulerException(result.Error);
            if (SentAs(job, result.Error) is { } number) return number;
            if (attempt == MostAttempts) throw new SchedulerException(result.Error);
        }
    }

    public ImmutableArray<ScheduledTask>? Tasks(string submission) => SlurmQueue.Read(Output("squeue", "--json"), submission);

    public void Cancel(string submission)
    {
        var jobs = Tasks(submission)!.Value.Where(t => t.IsActive).Select(t => t.Job).Distinct().ToList();
        if (jobs.Count > 0) Output("scancel", jobs);
    }

    /// <summary>The number under which a job is in the queue although sbatch failed; null where it is not.</summary>
    private string? SentAs(ArrayJob job, string error)
    {
        for (var attempt = 1; ; attempt++)
        {
            Thread.Sleep(attempt * pause);
            try
            {
                return Tasks(job.Submission)!.Value.FirstOrDefault(t => t.Task >= job.First && t.Task < job.First + job.Count)?.Job;
            }
            catch (SchedulerException queue) when (attempt == MostAttempts)
            {
                throw new SchedulerException($"{error}\n{queue.Message}") { IsUnsure = true };
            }
            catch (SchedulerException)
            {
                // Again in a moment: nothing may be sent before this is known.
            }
        }
    }

    /// <summary>What a command writes, where it ends well.</summary>
    private string Output(string program, params IReadOnlyList<string> arguments)
    {
        var result = run(program, arguments);
        return result.ExitCode == 0
            ? result.Output
            : throw new SchedulerException($"{program}: {(result.Error.Length > 0 ? result.Error : $"exit code {result.ExitCode}")}");
    }

    private static TimeSpan NoticeFor(TimeSpan limit) => limit > 5 * Notice ? Notice : ShortNotice;
}

/// <summary>Other programs of the machine.</summary>
internal static class Programs
{
    /// <summary>ENOENT.</summary>
    private const int NoSuchFile = 2;

    /// <summary>Runs a program to its end; one that does not come to it is killed, which counts as an error that may pass.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="SchedulerException">There is no such program.</exception>
    public static ProgramResult Run(TimeSpan patience, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };

        // Without this Slurm cuts the list of an array's waiting tasks.
        start.Environment["SLURM_BITSTR_LEN"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();

            // What a program left running may hold its output open after its own end.
            if (!Task.WaitAll([output, error, process.WaitForExitAsync()], patience))
            {
                process.Kill(entireProcessTree: true);
                return ProgramResult.TimedOut(patience);
            }
            return new(process.ExitCode, output.Result, error.Result.Trim());
        }
        catch (Win32Exception exception)
        {
            throw new SchedulerException(exception.NativeErrorCode == NoSuchFile
                ? $"there is no program '{program}' here"
                : $"{program}: {exception.Message}");
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public static ProgramResult TimedOut(TimeSpan patience) => new(-1, "", $"timed out after {patience.TotalSeconds:0} s");
}

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
