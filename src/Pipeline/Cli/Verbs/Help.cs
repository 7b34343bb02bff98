using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Invocation;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary>The help of the tool and of each verb: usage, arguments, options, examples.</summary>
internal static class Help
{
    /// <summary>Names in lists are followed by their texts at this column.</summary>
    private const int TextColumn = 24;

    private const int Width = 100;

    /// <summary>The verbs of every day come first.</summary>
    private const int RootExamples = 4;

    /// <summary>What the texts below presume.</summary>
    private static readonly ImmutableArray<(string, string)> Words =
    [
        ("replicate", "A repetition with random numbers of its own."),
        ("point", "One combination of swept settings in one replicate."),
        ("stage", "A step of a point, such as drawing data, training, or solving the theory. Points share stages."),
        ("key", "The fingerprint of all that the result of a stage depends on; results are stored under it."),
    ];

    /// <summary><c>--help</c>, at the root and at every verb.</summary>
    public static Option Option(Streams streams) =>
        new Option<bool>("--help", "-h") { Description = "Show this help.", Recursive = true, Action = new Show(streams.Out) };

    public static void Write(TextWriter output, Command command)
    {
        var verbs = command.Subcommands.Where(c => !c.Hidden).ToList();
        var arguments = command.Arguments.Where(a => !a.Hidden).ToList();
        var usage = string.Concat(arguments.Select(a => CommandShape.IsNeeded(a) ? $" {CommandShape.Name(a)}" : $" [{CommandShape.Name(a)}]"));
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine(verbs.Count > 0 ? "Usage: pipelines VERB [options]" : $"Usage: pipelines {command.Name}{usage} [options]");
        WriteList(output, "Verbs", verbs.Select(v => (string.Join(' ', v.Arguments.Select(CommandShape.Name).Prepend(v.Name)), v.Description!)));
        WriteList(output, "Arguments", arguments.Select(a => (CommandShape.Name(a), a.Description!)));
        WriteList(output, "Options", CommandShape.Options(command).Select(o => (Name(o), Description(o))));
        if (verbs.Count > 0) WriteList(output, "Words", Words);
        WriteExamples(
            output,
            verbs.Count > 0 ? verbs.OfType<Verb>().Select(v => v.Examples[0]).Take(RootExamples) : (command as Verb)?.Examples ?? []);
        if (verbs.Count > 0)
            output.WriteLine("\nMore about a verb: pipelines VERB --help. More about everything: README.md and docs/reference/command-line.md.");
    }

    private static string Name(Option option) =>
        string.Join(", ", option.Aliases.Append(option.Name)) + (option.ValueType == typeof(bool) ? "" : $" {option.HelpName}");

    private static string Description(Option option) =>
        option.ValueType != typeof(bool) && option.HasDefaultValue && option.GetDefaultValue() is string or int
            ? $"{option.Description} Default: {option.GetDefaultValue()}."
            : option.Description!;

    private static void WriteList(TextWriter output, string title, IEnumerable<(string Name, string Text)> items)
    {
        var all = items.ToList();
        if (all.Count == 0) return;
        output.WriteLine($"\n{title}:");
        foreach (var (name, text) in all)
        {
            var lines = Wrap(text, Width - TextColumn);
            var first = $"  {name}".PadRight(TextColumn);
            output.WriteLine(first.Length > TextColumn ? $"{first}\n{new string(' ', TextColumn)}{lines[0]}" : first + lines[0]);
            foreach (var line in lines.Skip(1)) output.WriteLine(new string(' ', TextColumn) + line);
        }
    }

    private static void WriteExamples(TextWriter output, IEnumerable<Example> examples)
    {
        output.WriteLine("\nExamples:");
        foreach (var example in examples) output.WriteLine($"  # {example.Purpose}\n  {example.CommandLine}");
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width) lines.Add("");
            lines[^1] += lines[^1].Length == 0 ? word : $" {word}";
        }
        return lines;
    }

    private sealed class Show(TextWriter output) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Write(output, parseResult.CommandResult.Command);
            return ExitCode.Complete;
        }
    }
}

/// <summary><c>--version</c>.</summary>
internal static class VersionOption
{
    public static Option Create(Streams streams) =>
        new Option<bool>("--version") { Description = "Show the tool's version.", Action = new Show(streams) };

    private sealed class Show(Streams streams) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            streams.Out.WriteLine($"pipelines {Provenance.ToolVersion}");
            return ExitCode.Complete;
        }
    }
}
