using System.CommandLine;
using System.Text.Json;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines config</c>: every setting that holds at one point, defaults written out; itself an experiment file.</summary>
internal static class ConfigCommand
{
    public static Command Create(IFileSystem files, Streams streams)
    {
        var options = new ExperimentOptions();
        var point = new Option<int>("--point") { Description = "Number of the point, as in points.parquet.", DefaultValueFactory = _ => 0 };
        var origin = new Option<bool>("--origin") { Description = "Say of each value where it comes from." };
        var json = new Option<bool>("--json") { Description = "Write JSON: path, value, origin, unit and description of each setting." };
        var command = new Command("config", "Show every setting of one point with its value, as an experiment file.");
        options.AddTo(command);
        foreach (var option in (Option[])[point, origin, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (Project.Read(files, options.Of(parsed), streams.Error) is not { } experiment) return ExitCode.Usage;
            var index = parsed.GetValue(point);
            if (index < 0 || index >= experiment.Count)
            {
                streams.Error.WriteLine($"There is no point {index}; the experiment has points 0 to {experiment.Count - 1}.");
                return ExitCode.Usage;
            }
            var found = experiment.PointAt(index).Match(valid: p => p, invalid: errors => Project.Tell<Point>(errors, streams.Error));
            if (found is null) return ExitCode.Usage;
            var settings = experiment.Resolve(found);
            if (parsed.GetValue(json)) streams.Out.WriteLine(JsonSerializer.Serialize(settings.Select(s => new { s.Path, s.Value, Origin = s.Origin.ToString(), s.Unit, s.Summary }), JsonSerializerOptions.Web));
            else WriteFile(streams.Out, settings, parsed.GetValue(origin));
            return ExitCode.Complete;
        });
        return command;
    }

    private static void WriteFile(TextWriter output, IReadOnlyList<ResolvedSetting> settings, bool withOrigin)
    {
        string[] above = [];
        foreach (var setting in settings)
        {
            var keys = setting.Path.Split('.');
            var shared = keys.Zip(above).TakeWhile(pair => pair.First == pair.Second).Count();
            for (var level = shared; level < keys.Length - 1; level++) output.WriteLine($"{Indent(level)}{keys[level]}:");
            var line = $"{Indent(keys.Length - 1)}{keys[^1]}: {setting.Value}";
            output.WriteLine(withOrigin ? $"{line,-50} # {setting.Origin}" : line);
            above = keys[..^1];
        }
    }

    private static string Indent(int level) => new(' ', 2 * level);
}
