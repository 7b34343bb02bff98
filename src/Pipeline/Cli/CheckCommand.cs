using System.CommandLine;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines check</c>: whether an experiment file is good, with every error at once.</summary>
internal static class CheckCommand
{
    public static Command Create(IFileSystem files, Streams streams)
    {
        var options = new ExperimentOptions();
        var command = new Command("check", "Check an experiment file; nothing is started.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            if (Project.Open(files, options.Of(parsed), streams.Error) is not { } project) return ExitCode.Usage;
            streams.Out.WriteLine($"{project.Experiment.Header.Experiment}: good, {project.Plan.Points.Length} points");
            return ExitCode.Complete;
        });
        return command;
    }
}
