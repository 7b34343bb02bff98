using System.Globalization;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>A promise that was broken.</summary>
/// <param name="Trial">Number of the trial.</param>
/// <param name="Kind">Which.</param>
/// <param name="Text">What happened before, and what was seen.</param>
internal sealed record Finding(int Trial, string Kind, string Text);

/// <summary>A few verbs on a project, with events from outside before and during them; then the user puts the inputs right, verifies and
/// runs.</summary>
/// <remarks>
/// The promises: what a verb that ends with 0 leaves or vouches for has the numbers of a run that nothing happened to; all else is a complaint with
/// an exit code that is not 1; files of the user stay as they are; verbs that only read change nothing; every verb ends.
/// </remarks>
/// <param name="number">Of the trial.</param>
/// <param name="random">Everything that is left to chance.</param>
/// <param name="world">The project.</param>
/// <param name="start">How it looks.</param>
/// <param name="clean">What inputs give when nothing happens.</param>
/// <param name="isProcess">Verbs that write are processes of their own, and events come at random moments.</param>
internal sealed class Trial(int number, Random random, World world, Start start, CleanRuns clean, bool isProcess = false)
{
    /// <summary>After these something that is not the tool's is where it has to write.</summary>
    private static readonly string[] Obstacles = ["folder for file", "file for folder", "link folder", "own folder", "other version"];

    private const int MostSteps = 3, MostNumber = 9;

    private readonly List<string> _story = [$"{world.Scenario.Name} {start.Name}"];
    private readonly List<Finding> _findings = [];

    /// <summary>Inputs that were there so far: results of any of them are no wrong numbers, only old ones.</summary>
    private readonly List<SortedDictionary<string, byte[]?>> _inputs = [];

    /// <summary>The last run said which points it could not do; what it left is no clean run's.</summary>
    private bool _isPartial;

    /// <summary>Something of somebody else's is in the way, and a run may end with an error of input or output.</summary>
    private bool _isObstructed;

    /// <summary>Figures of another experiment were asked for.</summary>
    private bool _isRedrawn;

    /// <summary>Lives through it.</summary>
    /// <returns>Promises that were broken.</returns>
    public IReadOnlyList<Finding> Live()
    {
        for (var version = 0; version < 2; version++) _inputs.Add(new(world.Scenario.Inputs(version, 0), StringComparer.Ordinal));
        _inputs.Add(world.Inputs());
        if (isProcess)
        {
            Step(Verbs.Run, Event());
            Close();
            return _findings;
        }
        if (random.Next(2) == 0) Happen(new("foreign files", (Area)random.Next(3), random.Next()));
        for (var step = random.Next(MostSteps); step >= 0; step--)
        {
            if (random.Next(2) == 0) Happen(Event());
            Step(Verbs.Any(random), random.Next(3) > 0 ? Event() : null);
        }
        Close();
        return _findings;
    }

    /// <summary>Only within this process is permission denied to root, and a pipe noticed.</summary>
    private OutsideEvent Event()
    {
        var drawn = OutsideEvent.Any(random);
        while (isProcess && drawn.Kind is "deny" or "pipe") drawn = OutsideEvent.Any(random);
        return drawn;
    }

    private void Close()
    {
        world.Denied.Clear();
        foreach (var (name, content) in world.Scenario.Inputs(random.Next(2), 0))
        {
            world.Remove(Path.Combine(world.Project, name));
            File.WriteAllBytes(Path.Combine(world.Project, name), content!);
        }
        _story.Add("inputs put right");
        _inputs.Add(world.Inputs());
        world.ForgetHarmed();
        Step(Verbs.Verify, null);
        if (Step(Verbs.Run, null) is { Code: not (ExitCode.Complete or ExitCode.Usage) } ended && !_isObstructed)
            Find("run does not go on", $"exit {ended.Code}: {ended.Error}");
        Step(Verbs.Verify, null);
    }

    private void Happen(OutsideEvent what)
    {
        _story.Add(what.Happen(world, start.Old));
        _isObstructed |= Obstacles.Contains(what.Kind);
        world.ForgetHarmed();
        _inputs.Add(world.Inputs());
    }

    private Ended Step(string verb, OutsideEvent? during)
    {
        var isQuiet = during is null && world.Denied.Count == 0;
        var before = Snapshot.Of(world.Root, world.Pipes.Contains);
        var wasComplete = verb == Verbs.Clean && isQuiet && IsComplete();
        var reference = clean.Of(world.Scenario.File, _inputs[0])!;
        var arguments = Verbs.Arguments(verb, world, random, reference.Folder);
        var first = _inputs.Count - 1;
        _story.Add(string.Join(' ', arguments.Select(a => a.Replace(world.Root + "/", "", StringComparison.Ordinal))));
        var ended = Invoke(arguments, during);
        _story.Add($"= {ended.Code}");
        JudgeEnd(verb, ended);
        if (world.Harmed.FirstOrDefault() is { } harmed) Find("user's file harmed", Path.GetRelativePath(world.Root, harmed));
        world.ForgetHarmed();
        if (isQuiet && Verbs.Readers.Contains(verb) && Changed(before) is { } changed) Find("a verb that reads changed a file", changed);
        if (verb is Verbs.Run or Verbs.Collect)
            JudgeResults(verb, ended.Code, _inputs.Skip(verb == Verbs.Run ? first : 0), during?.Area == Area.Results);
        if (verb == Verbs.Report && arguments.Contains("--experiment")) _isRedrawn = true;
        if (ended.Code != ExitCode.Complete || !isQuiet) return ended;
        if (verb is Verbs.Verify or Verbs.Repro || (verb == Verbs.Report && File.Exists(Path.Combine(world.Results, Manifest.FileName))))
            JudgeVouched(verb);
        if (verb == Verbs.Diff && reference.DifferenceTo(Found(world.Results), isTablesOnly: true) is { } difference)
            Find("diff calls other tables the same", difference);
        if (wasComplete && !IsComplete()) Find("gc removed what results need", ended.Output);
        return ended;
    }

    private Ended Invoke(string[] arguments, OutsideEvent? during)
    {
        if (isProcess && during is not null) return Invocation.Process(arguments, random.NextDouble(), () => Happen(during));

        // Any operation, near the beginning more often; or one of the first that read in the place where it happens.
        var at = random.Next(1 << random.Next(1, MostNumber));
        var isPointed = random.Next(2) == 0;
        var isStop = arguments[0] == Verbs.Run && during is not null && random.Next(8) == 0;
        var count = 0;
        using var stop = new CancellationTokenSource();
        void Before(Operation operation)
        {
            if (isStop && operation.Number == at) stop.Cancel();
            if (during is null || (isPointed && !IsIn(during.Area, operation)) || count++ != (isPointed ? at % 16 : at)) return;
            _story.Add(string.Create(
                CultureInfo.InvariantCulture, $"(before operation {operation.Number}, {operation.Name} {Path.GetFileName(operation.Path)})"));
            if (world.Harmed.FirstOrDefault() is { } harmed) Find("user's file harmed", harmed);
            var happened = during;
            during = null;
            Happen(happened);
        }

        var ended = Invocation.Run(world, arguments, Before, stop.Token);
        if (during is not null) Happen(during);
        return ended;
    }

    private bool IsIn(Area area, Operation operation) => operation.Path.StartsWith(
        area switch { Area.Inputs => world.Project, Area.Store => world.Store, _ => world.Results }, StringComparison.Ordinal)
        && (area != Area.Inputs || Path.GetDirectoryName(operation.Path) == world.Project);

    private void JudgeEnd(string verb, Ended ended)
    {
        if (ended.Hung.Length > 0) Find("does not end", ended.Hung);
        if (ended.Code == ExitCode.Bug) Find("exit code 1", $"{verb}: {ended.Error}");
        if (ended.Code != ExitCode.Complete && (ended.Output + ended.Error).Trim().Length == 0) Find("no word of what is wrong", verb);
    }

    /// <summary>A run that ends well left what the inputs give; they may have changed while it was at work.</summary>
    private void JudgeResults(string verb, int code, IEnumerable<SortedDictionary<string, byte[]?>> inputs, bool isHit)
    {
        if (code is ExitCode.PointsFailed or ExitCode.CheckFailed) _isPartial = true;
        if (code != ExitCode.Complete) return;
        if (verb == Verbs.Run) _isPartial = _isRedrawn = false;
        if (isHit || (verb == Verbs.Collect && start.Name != "sent")) return;
        var expected = inputs.Select(i => clean.Of(world.Scenario.File, i)).Where(c => c?.Code == ExitCode.Complete).Cast<CleanRun>().ToList();
        var differences = expected.Select(c => c.DifferenceTo(
            Found(Path.Combine(Path.GetDirectoryName(world.Results)!, c.Name)), isTablesOnly: verb == Verbs.Collect)).ToList();
        if (differences.TrueForAll(d => d is not null)) Find("wrong numbers", differences.Count == 0 ? "a clean run fails" : differences[^1]!);
    }

    /// <summary>What a verb has vouched for is the whole of some clean run, or nothing is there.</summary>
    private void JudgeVouched(string verb)
    {
        // What the user took apart is no results folder any more: a run refuses it, and nobody vouches for it.
        if (!File.Exists(Path.Combine(world.Results, Manifest.FileName)) && !World.Exists(Path.Combine(world.Results, ".pipelines-results"))) return;
        if (!_isPartial && Difference(_inputs) is { } difference) Find($"{verb} is content", difference);
    }

    private string? Difference(IEnumerable<SortedDictionary<string, byte[]?>> inputs)
    {
        var found = Found(world.Results);
        if (found.Count == 0) return null;
        string? difference = "there is no clean run";
        foreach (var run in inputs.Select(i => clean.Of(world.Scenario.File, i)).OfType<CleanRun>().Where(c => c.Files.Count > 0)
            .DistinctBy(c => c.Folder))
        {
            difference = run.DifferenceTo(found, _isRedrawn);
            if (difference is null) return null;
        }
        return difference;
    }

    /// <summary>Everything is stored and its results are whole.</summary>
    private bool IsComplete()
    {
        var plan = Tests.Cli.Tool.Run(
            "plan", world.Experiment, "--store", world.Store, "--results", Path.GetDirectoryName(world.Results)!, "--exit-code");
        return plan.Code == ExitCode.Complete && Found(world.Results).Count > 0 && Difference([world.Inputs()]) is null;
    }

    /// <summary>Files of a results folder that are to be the same whenever it is made, but for those of the user, what was drawn beside, and what was
    /// kept of edits.</summary>
    private SortedDictionary<string, byte[]> Found(string folder) => new(
        world.FilesIn(folder)
            // Half a file is left where its removal was denied too; the next run removes it, which other tests hold.
            .Where(f => !AtomicFile.IsTemporary(f.Name))
            .Where(f => !f.Name.StartsWith("redrawn/", StringComparison.Ordinal) && !f.Name.StartsWith("replaced/", StringComparison.Ordinal))
            .Where(f => f.Name is not ("manifest.json" or "timings.parquet")
                && !f.Name.StartsWith(".pipelines-", StringComparison.Ordinal)
                && !world.IsMine(f.Path))
            .ToDictionary(f => f.Name, f => World.ContentOf(f.Path)),
        StringComparer.Ordinal);

    /// <summary>A file that was there before and is not as it was; who is at work may be noted.</summary>
    private string? Changed(Snapshot before)
    {
        var now = Snapshot.Of(world.Root, world.Pipes.Contains).Files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        return before.Files.Where(f => !f.Key.Contains("/claims/", StringComparison.Ordinal))
            .Where(f => !now.TryGetValue(f.Key, out var bytes) || !bytes.AsSpan().SequenceEqual(f.Value)).Select(f => f.Key).FirstOrDefault();
    }

    private void Find(string kind, string seen) => _findings.Add(new(number, kind, $"trial {number}: {string.Join("; ", _story)}: {kind}: {seen}"));
}
