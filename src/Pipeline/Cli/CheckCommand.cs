using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines check</c>: whether an experiment file is good, with every error at once.</summary>
internal static class CheckCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var json = JsonOutput.Option();
        var strict = new Option<bool>("--strict") { Description = "Exit with 4 where a check can never be judged." };
        var verb = new Verb("check", "Check an experiment file and report every error at once; nothing is started.")
        {
            Examples =
            [
                new("is this file good?", "pipelines check pipelines/quickstart.yaml"),
                new("and with this change?", "pipelines check pipelines/quickstart.yaml --set training.steps=100,1000"),
                new("the errors for an editor", "pipelines check pipelines/quickstart.yaml --json"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(json);
        verb.Options.Add(strict);
        verb.SetAction(parsed =>
        {
            var (streams, request) = (context.Streams, options.Of(parsed));
            var found = PlannedExperiment.Check(context, request);
            if (parsed.GetValue(json)) JsonOutput.Write(streams.Out, Report(request.File, found));
            return found.Match(
                valid: f =>
                {
                    foreach (var warning in f.Warnings.Concat(f.Unjudgeable)) streams.Error.WriteLine($"warning: {warning}");
                    if (!parsed.GetValue(json)) streams.Out.WriteLine($"{f.Experiment.Header.Experiment}: good, {f.Experiment.Count} points");
                    return parsed.GetValue(strict) && !f.Unjudgeable.IsEmpty ? ExitCode.CheckFailed : ExitCode.Complete;
                },
                invalid: errors =>
                {
                    if (!parsed.GetValue(json)) PlannedExperiment.Tell(errors, streams.Error);
                    return ExitCode.Usage;
                });
        });
        return verb;
    }

    private static CheckReport Report(string file, Checked<CheckedFile> found) => found.Match(
        valid: f => new CheckReport(file, true, f.Experiment.Header.Experiment, f.Experiment.Count, [], f.Warnings, f.Unjudgeable),
        invalid: errors => new CheckReport(file, false, null, 0, [.. errors.Select(CheckError.Of)], [], []));
}

/// <summary>What <c>check --json</c> writes.</summary>
internal sealed record CheckReport(string File, bool Good, string? Experiment, int Points, ImmutableArray<CheckError> Errors, ImmutableArray<string> Warnings, ImmutableArray<string> Unjudgeable);

/// <summary>One error in it; <paramref name="File"/> is the argument where the command line is at fault.</summary>
internal sealed record CheckError(string File, int Line, int Column, string Message, string Expected, string Fix)
{
    public static CheckError Of(ConfigError error) => new(error.File, error.Line, error.Column, error.Message, error.Expected, error.Fix);
}
