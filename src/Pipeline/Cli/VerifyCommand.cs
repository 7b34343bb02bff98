using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines verify</c>: reads everything again and compares it with what was written.</summary>
internal static class VerifyCommand
{
    public static Verb Create(Surroundings surroundings)
    {
        var options = new StoreVerbOptions();
        var verb = new Verb("verify", "Read and hash every stored result and every results folder again; what is damaged is computed again by the next run.")
        {
            Examples = [new("is everything as it was written?", "pipelines verify"), new("a store somewhere else", "pipelines verify --store /data/study/.pipelines")],
        };
        options.AddTo(verb);
        verb.SetAction(parsed =>
        {
            var (files, streams) = (surroundings.Files, surroundings.Streams);
            using var store = new ArtifactStore(files, options.StoreOf(parsed));
            var report = new StoreVerification(files, store).Run();
            report = report with { Damaged = report.Damaged.AddRange(Folders(files, store)) };
            if (options.IsJson(parsed)) JsonOutput.Write(streams.Out, report);
            else Write(streams, report);
            return report.Damaged.IsEmpty ? ExitCode.Complete : ExitCode.CheckFailed;
        });
        return verb;
    }

    /// <summary>The results folders that were written from this store and still stand.</summary>
    private static IEnumerable<Damage> Folders(IFileSystem files, ArtifactStore store) =>
        from run in store.Runs.All()
        let manifest = Manifest.TryRead(files, run.Results)
        where manifest?.Volatile.GetValueOrDefault(Manifest.Run) == run.Id
        from damage in manifest.Damaged(files, run.Results)
        select new Damage($"results of {run.Experiment}", Path.Combine(run.Results, damage.Name), damage.Problem);

    private static void Write(Streams streams, VerificationReport report)
    {
        foreach (var damage in report.Damaged) streams.Out.WriteLine($"damaged: {damage.What} in {damage.Where}: {damage.Problem}");
        streams.Out.WriteLine($"{report.Results} results, {Words.Bytes(report.Bytes)}: {(report.Damaged.IsEmpty ? "all as they were written" : $"{report.Damaged.Length} damaged")}");
        if (report.Damaged.IsEmpty) return;
        streams.Error.WriteLine(report.IsRecorded
            ? "The next run computes or writes them again."
            : "The store cannot be written, so the next run finds them when it reads them, and computes them again.");
    }
}
