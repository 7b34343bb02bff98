using System.CommandLine;
using System.Text.Json;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines verify</c>: reads everything again and compares it with what was written.</summary>
internal static class VerifyCommand
{
    public static Command Create(IFileSystem files, Streams streams)
    {
        var options = new StoreVerbOptions();
        var command = new Command("verify", "Read and hash every stored result and every results folder again; what is damaged is computed again by the next run.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var store = new ArtifactStore(files, options.StoreOf(parsed));
            var report = new StoreVerification(files, store).Run();
            report = report with { Damaged = report.Damaged.AddRange(Folders(files, store)) };
            if (options.IsJson(parsed)) streams.Out.WriteLine(JsonSerializer.Serialize(report, StoreVerbOptions.Json));
            else Write(streams, report);
            return report.Damaged.IsEmpty ? ExitCode.Complete : ExitCode.CheckFailed;
        });
        return command;
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
