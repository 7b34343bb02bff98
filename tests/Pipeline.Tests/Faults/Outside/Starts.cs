using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>How a project may look when something happens to it from outside.</summary>
/// <param name="Name">In one word.</param>
/// <param name="Now">What is there.</param>
/// <param name="Old">What was there before the last edit of the experiment.</param>
internal sealed record Start(string Name, Snapshot Now, Snapshot Old);

/// <summary>Makes every start of every scenario once; absolute paths are recorded in stores, so all is made where it is used.</summary>
internal sealed class Starts(string root)
{
    private readonly Dictionary<string, Start[]> _known = new(StringComparer.Ordinal);

    public Start[] Of(Scenario scenario) => _known.TryGetValue(scenario.Name, out var known) ? known : _known[scenario.Name] = Make(scenario);

    private Start[] Make(Scenario scenario)
    {
        var untouched = At(scenario, null, 0);
        var first = At(scenario, untouched, 0, () => Run(scenario));
        var edited = At(scenario, first, 1);
        return
        [
            new("untouched", untouched, untouched),
            new("finished", At(scenario, edited, 1, () => Run(scenario)), first),
            new("edited", edited, first),
            new("objects", At(scenario, edited, 1, () => ReferenceRun.Run(new LocalFileSystem(), FileOf(scenario), Place)), first),
            new("stopped", At(scenario, edited, 1, () => Stopped(scenario)), first),
            new("sent", At(scenario, edited, 1, () => Sent(scenario)), first),
        ];
    }

    /// <summary>What is there after a snapshot, an edit and some work.</summary>
    private Snapshot At(Scenario scenario, Snapshot? before, int version, Action? work = null)
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        Directory.CreateDirectory(Path.Combine(root, "project"));
        before?.Restore(root, "");
        foreach (var (name, content) in scenario.Inputs(version, 0)) File.WriteAllBytes(Path.Combine(root, "project", name), content!);
        work?.Invoke();
        return Snapshot.Of(root);
    }

    private void Run(Scenario scenario) => Tool(scenario, CancellationToken.None);

    /// <summary>Stopped in the middle of its work, with a checkpoint of what was under way.</summary>
    private void Stopped(Scenario scenario)
    {
        using var stop = new CancellationTokenSource();
        var files = new FaultyFileSystem(new LocalFileSystem(), operation =>
        {
            if (operation.Name == "create" && operation.Path.Contains("/checkpoints/", StringComparison.Ordinal)) stop.Cancel();
            return Fault.None;
        });
        ReferenceRun.Run(files, FileOf(scenario), Place, null, stop.Token);
    }

    private void Sent(Scenario scenario)
    {
        Tool(scenario, CancellationToken.None, "--on", "script", "--min-task-time", "0.001s", "--max-tasks", "2");
        var cluster = Path.Combine(root, "project", "store", "cluster");
        if (Directory.Exists(cluster)) Tests.Cli.Tool.Run("task", Directory.GetDirectories(cluster).Single(), "--task", "0", "--patience", "0");
    }

    private void Tool(Scenario scenario, CancellationToken stop, params string[] more)
    {
        CommandLine.RunAsync(
            ["run", FileOf(scenario), "--store", Place.Store, "--results", Place.Results, "--threads", "1", "-q", .. more],
            new LocalFileSystem(), new(TextWriter.Null, TextWriter.Null, false), stop).GetAwaiter().GetResult();
    }

    private Project Place =>
        new() { Store = Path.Combine(root, "project", "store"), Results = Path.Combine(root, "project", "results"), Threads = 1 };

    private string FileOf(Scenario scenario) => Path.Combine(root, "project", scenario.File);
}
