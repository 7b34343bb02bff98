using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines config</c>: every setting that holds at one point, defaults written out; itself an experiment file.</summary>
internal static class ConfigCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var point = WholeNumber.Option("--point", "Number of the point, as in points.parquet.", smallest: 0, value: 0);
        var origin = new Option<bool>("--origin") { Description = "Say of each value where it comes from." };
        var json = JsonOutput.Option();
        var verb = new Verb("config", "Show every setting of one point with its value, defaults written out, as an experiment file.")
        {
            Examples =
            [
                new("which settings hold, and where does each come from?", "pipelines config pipelines/quickstart.yaml --origin"),
                new("point 7 as an experiment file of its own", "pipelines config pipelines/quickstart.yaml --point 7 > point-7.yaml"),
            ],
        };
        options.AddTo(verb);
        foreach (var option in (Option[])[point, origin, json]) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            var streams = context.Streams;
            var experiment = options.Read(parsed, context).Required();
            var settings = experiment.SettingsAt(parsed.GetValue(point));
            if (parsed.GetValue(json))
                JsonOutput.Write(streams.Out, settings.Select(s => new { s.Path, s.Value, Origin = s.Origin.ToString(), s.Unit, s.Summary }));
            else WriteFile(streams.Out, settings, parsed.GetValue(origin));
            return ExitCode.Complete;
        });
        return verb;
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
