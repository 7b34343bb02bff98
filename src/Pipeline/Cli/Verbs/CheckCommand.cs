using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

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
            var (streams, path) = (context.Streams, options.PathOf(parsed));
            var read = options.Read(parsed, context);
            var found = read.Then(experiment => experiment.TryCheck());
            if (parsed.GetValue(json)) JsonOutput.Write(streams.Out, Report(path, read, found));
            return found.Match(
                valid: check =>
                {
                    var experiment = read.Required();
                    foreach (var warning in check.Warnings.Concat(check.Unjudgeable)) streams.Error.WriteLine($"warning: {warning}");
                    if (!parsed.GetValue(json)) streams.Out.WriteLine($"{experiment.Name}: good, {experiment.Points} points");
                    return parsed.GetValue(strict) && !check.Unjudgeable.IsEmpty ? ExitCode.CheckFailed : ExitCode.Complete;
                },
                invalid: errors => parsed.GetValue(json) ? ExitCode.Usage : throw new ExperimentException(errors));
        });
        return verb;
    }

    /// <summary>What <c>--json</c> writes. The file of an error is the argument where the command line is at fault.</summary>
    private static object Report(string file, Checked<Experiment> read, Checked<ExperimentCheck> found)
    {
        var experiment = found.Match<Experiment?>(_ => read.Required(), _ => null);
        var (errors, check) = found.Match<(ImmutableArray<ConfigError>, ExperimentCheck)>(c => ([], c), e => (e, new([], [])));
        return new
        {
            File = file,
            Good = experiment is not null,
            Experiment = experiment?.Name,
            Points = experiment?.Points ?? 0,
            Errors = errors.Select(e => new { e.File, e.Line, e.Column, e.Message, e.Expected, e.Fix }),
            check.Warnings,
            check.Unjudgeable,
        };
    }
}
