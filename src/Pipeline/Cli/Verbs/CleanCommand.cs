using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines gc</c>: removes stored results that no results folder and no recent run needs.</summary>
internal static class CleanCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be kept and removed, and why." };
        var days = WholeNumber.Option(
            "--keep-days",
            "Keep the results of every run that is younger than this number of days.",
            smallest: 0,
            value: ResultStore.UsualDays,
            largest: OptionLimits.MostDays);
        var verb = new Verb("gc", "Remove stored results that no results folder and no recent run needs, and pack the rest.")
        {
            Examples =
            [
                new("what would go, and why?", "pipelines gc --dry-run"),
                new("keep only what results folders need", "pipelines gc --keep-days 0"),
            ],
        };
        var results = StoreVerbOptions.ResultsOption();
        options.AddTo(verb);
        verb.Options.Add(results);
        verb.Options.Add(dryRun);
        verb.Options.Add(days);
        verb.SetAction((parsed, cancellation) =>
        {
            using var store = options.Open(parsed, context, parsed.GetRequiredValue(results));
            return Task.FromResult(Run(context.Streams, store, parsed.GetValue(days), parsed.GetValue(dryRun), options.IsJson(parsed), cancellation));
        });
        return verb;
    }

    private static int Run(Streams streams, ResultStore store, int days, bool isDry, bool isJson, CancellationToken cancellation)
    {
        var plan = store.Clean(days, isDry, cancellation);
        if (isJson) JsonOutput.Write(streams.Out, Summary(plan, isDry));
        else Write(streams.Out, plan, isDry);
        if (plan.Obstacles.IsEmpty) return ExitCode.Complete;
        foreach (var obstacle in plan.Obstacles) streams.Error.WriteLine(obstacle);
        streams.Error.WriteLine("What cannot be read may be needed: nothing was removed.");
        return ExitCode.CheckFailed;
    }

    private static object Summary(CleaningPlan plan, bool isDry) => new
    {
        DryRun = isDry,
        Runs = plan.Runs.Select(r => new { r.Run.Id, r.Run.Experiment, r.Run.Results, r.Run.Started, r.Keep, r.Reason, Keys = r.Run.Keys.Length }),
        Kept = new { Results = plan.Kept.Length, Bytes = plan.Kept.Sum(r => r.Place.Length) },
        Removed = plan.Removed.Select(r => new { Key = r.Key.Hex, r.Stage, r.Version, r.Place.File, Bytes = r.Place.Length }),
        plan.Files,
        plan.Obstacles,
    };

    private static void Write(TextWriter output, CleaningPlan plan, bool isDry)
    {
        foreach (var judgement in plan.Runs)
        {
            output.WriteLine($"{(judgement.Keep ? "keep" : "let go"),-6} run {judgement.Run.Id} of {judgement.Run.Experiment}: {judgement.Reason}");
        }
        foreach (var group in plan.Removed.GroupBy(r => $"{r.Stage} v{r.Version}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var done = isDry ? "would remove" : "removed";
            var bytes = Words.Bytes(group.Sum(r => r.Place.Length));
            output.WriteLine($"{done} {group.Count()} x {group.Key}, {bytes}: no run that is kept uses them");
        }
        foreach (var file in plan.Files) output.WriteLine($"{(isDry ? "would remove" : "removed")} {file}: {WhyFile(file, plan)}");
        output.WriteLine($"{(isDry ? "would keep" : "kept")} {plan.Kept.Length} results, {Words.Bytes(plan.Kept.Sum(r => r.Place.Length))}");
    }

    private static string WhyFile(string file, CleaningPlan plan) =>
        file.StartsWith("runs/", StringComparison.Ordinal) ? "the record of a run that is let go"
        : file.StartsWith("checkpoints/", StringComparison.Ordinal) ? "its stage is finished, or no run that is kept asks for it"
        : file.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal) ? "the new journal has all that is kept"
        : plan.Kept.Any(r => r.Place.File == file) ? "what is kept of it is in a new segment"
        : "nothing of it is kept";
}
