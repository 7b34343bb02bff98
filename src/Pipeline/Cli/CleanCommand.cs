using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines gc</c>: removes stored results that no results folder and no recent run needs.</summary>
internal static class CleanCommand
{
    private const int DefaultDays = 7;

    public static Verb Create(Surroundings surroundings)
    {
        var options = new StoreVerbOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be kept and removed, and why." };
        var days = WholeNumber.Option("--keep-days", "Runs of so many days keep their results in any case.", smallest: 0, value: DefaultDays);
        var verb = new Verb("gc", "Remove stored results that no results folder and no recent run needs, and pack the rest.")
        {
            Examples = [new("what would go, and why?", "pipelines gc --dry-run"), new("keep only what results folders need", "pipelines gc --keep-days 0")],
        };
        options.AddTo(verb);
        verb.Options.Add(dryRun);
        verb.Options.Add(days);
        verb.SetAction(parsed =>
        {
            var (files, streams) = (surroundings.Files, surroundings.Streams);
            using var store = new ArtifactStore(files, options.StoreOf(parsed));
            var isDry = parsed.GetValue(dryRun);
            if (!isDry && store.Claims.Register(exclusive: true) is { } holder)
            {
                streams.Error.WriteLine($"This store is in use by {holder}; nothing was removed. Clean up when it has ended.");
                return ExitCode.Locked;
            }
            if (!isDry && SubmissionFolder.All(files, options.StoreOf(parsed)).FirstOrDefault().Folder is { } sent)
            {
                streams.Error.WriteLine($"Tasks on a cluster may need what is stored, see submission {sent.Id}; nothing was removed. 'pipelines collect' or 'cancel' it first.");
                return ExitCode.Locked;
            }
            store.Refresh();
            var cleaning = new StoreCleaning(files, store);
            var plan = cleaning.Plan(run => IsCurrent(files, run), DateTimeOffset.UtcNow.AddDays(-parsed.GetValue(days)));
            if (!isDry) cleaning.Execute(plan);
            if (options.IsJson(parsed)) JsonOutput.Write(streams.Out, Summary(plan, isDry));
            else Write(streams.Out, plan, isDry);
            return ExitCode.Complete;
        });
        return verb;
    }

    private static bool IsCurrent(IFileSystem files, RunRecord run) =>
        Manifest.TryRead(files, run.Results)?.Volatile.GetValueOrDefault(Manifest.Run) == run.Id;

    private static object Summary(CleaningPlan plan, bool isDry) => new
    {
        DryRun = isDry,
        Runs = plan.Runs.Select(r => new { r.Run.Id, r.Run.Experiment, r.Run.Results, r.Run.Started, r.Keep, r.Reason, Keys = r.Run.Keys.Length }),
        Kept = new { Results = plan.Kept.Length, Bytes = plan.Kept.Sum(r => r.Place.Length) },
        Removed = plan.Removed.Select(r => new { Key = r.Key.Hex, r.Stage, r.Version, r.Place.File, Bytes = r.Place.Length }),
        plan.Files,
    };

    private static void Write(TextWriter output, CleaningPlan plan, bool isDry)
    {
        foreach (var judgement in plan.Runs)
        {
            output.WriteLine($"{(judgement.Keep ? "keep" : "let go"),-6} run {judgement.Run.Id} of {judgement.Run.Experiment}: {judgement.Reason}");
        }
        foreach (var group in plan.Removed.GroupBy(r => $"{r.Stage} v{r.Version}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{(isDry ? "would remove" : "removed")} {group.Count()} x {group.Key}, {Words.Bytes(group.Sum(r => r.Place.Length))}: no run that is kept uses them");
        }
        output.WriteLine($"{(isDry ? "would keep" : "kept")} {plan.Kept.Length} results, {Words.Bytes(plan.Kept.Sum(r => r.Place.Length))}");
    }
}
