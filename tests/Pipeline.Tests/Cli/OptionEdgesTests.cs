using System.CommandLine;
using System.Diagnostics;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Every option and argument of every verb at the edges of what can be typed: refused with exit code 2, by name, before anything is
/// read.</summary>
public sealed class OptionEdgesTests
{
    private static readonly string[] NoText = ["", " ", "\t", "\n", "a\u001b[31m", "a\0b", "a\u202eb", "a\u200fb", "a\ud800"];

    private static readonly string[] NoAmount =
    [
        "", " ", "-1", "-0.5", "NaN", "nan", "Infinity", "-Infinity", "\u221e", "1e999", "1e400s", "99999999999999999999", "99999999d",
        "999999999999999h", "1,5", "0x10", "\u0663", "1 2",
        "s", "d", "1dd", "--5", "1e3", "\0",
    ];

    private static IEnumerable<Command> Verbs()
    {
        using var output = new StringWriter();
        return VerbTree.Tree(new(new LocalFileSystem(), new(output, output, false), Systems.BuiltIn)).Subcommands;
    }

    /// <summary>Words that satisfy the arguments of a verb; the files are not there.</summary>
    private static List<string> Arguments(Command verb) =>
        [verb.Name, .. verb.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0).Select(a => verb.Name == "completion" ? "bash" : $"no-{a.Name}")];

    [Fact]
    public void A_text_that_cannot_be_seen_is_refused_wherever_a_text_is_taken()
    {
        var options = 0;
        foreach (var verb in Verbs())
        {
            foreach (var option in verb.Options.Where(o => o.Name != "--set" && (o.ValueType == typeof(string) || o.ValueType == typeof(string[]))))
            {
                options++;
                foreach (var text in NoText)
                    Refused($"'{option.Name}' ", [.. Arguments(verb), $"{option.Name}={text}"], mayBeMissing: text.Length == 0);
            }
            foreach (var argument in verb.Arguments.Where(a => a.ValueType == typeof(string)))
            {
                foreach (var text in NoText)
                {
                    var words = Arguments(verb);
                    if (words.Count == 1) words.Add("");
                    words[1 + Math.Min(verb.Arguments.IndexOf(argument), words.Count - 2)] = text;
                    Refused($"{CommandShape.Name(argument)} ", [.. words]);
                }
            }
        }
        Assert.InRange(options, 20, 100);
    }

    [Fact]
    public void An_amount_that_is_none_or_too_large_is_refused_wherever_one_is_taken()
    {
        var options = 0;
        foreach (var verb in Verbs())
        {
            foreach (var option in verb.Options.Where(o => o.ValueType != typeof(bool)
                && o.ValueType != typeof(string)
                && o.ValueType != typeof(string[])))
            {
                options++;
                var isNumber = option.ValueType == typeof(double);
                foreach (var text in NoAmount.Where(t => !isNumber || t is not ("99999999999999999999" or "1e3")))
                    Refused($"'{option.Name}' ", [.. Arguments(verb), "--on=script", $"{option.Name}={text}"], mayBeMissing: text.Length == 0);
            }
        }
        Assert.InRange(options, 15, 100);
    }

    [Fact]
    public void Only_list_options_are_taken_twice()
    {
        foreach (var verb in Verbs())
        {
            foreach (var option in verb.Options.Where(o => o.ValueType != typeof(bool) && o.ValueType != typeof(string[])))
                Refused($"'{option.Name}' is given 2 times", [.. Arguments(verb), $"{option.Name}=1", $"{option.Name}=1"], alone: false);
        }
    }

    [Theory]
    [InlineData("run {yaml} --store {file}", "'--store' needs a folder, and '")]
    [InlineData("run {yaml} --store {file}/below", "'--store' needs a folder, and '")]
    [InlineData("run {yaml} --results {file}", "'--results' needs a folder, and '")]
    [InlineData("gc --store {file}", "'--store' needs a folder, and '")]
    [InlineData("verify --store {file}", "'--store' needs a folder, and '")]
    [InlineData("status --store {file}", "'--store' needs a folder, and '")]
    [InlineData("report {file}", "FOLDER needs a folder, and '")]
    [InlineData("task {file} --task 0", "FOLDER needs a folder, and '")]
    [InlineData("plan {yaml} -o {folder}", "'--output' needs a file, and '")]
    [InlineData("plan {yaml} -o {file}/plan", "'--output' needs a folder, and '")]
    [InlineData("run {yaml} --only failed,,refused", "'--only' takes failed, diverged, refused, unfinished, not ''.")]
    [InlineData("run {yaml} --only finished", "'--only' takes failed, diverged, refused, unfinished, not 'finished'.")]
    [InlineData("run {yaml} --fail-fast --max-failures 3", "'--fail-fast' and '--max-failures' contradict each other.")]
    [InlineData("run {yaml} --keep-going --fail-fast", "'--keep-going' and '--fail-fast' contradict each other.")]
    [InlineData("run {yaml} --threads 99999", "'--threads' takes a whole number of at most 1024, not '99999'.")]
    [InlineData("repro {folder} --threads 1025", "'--threads' takes a whole number of at most 1024, not '1025'.")]
    [InlineData("gc --keep-days 999999", "'--keep-days' takes a whole number of at most 36500, not '999999'.")]
    [InlineData("run {yaml} --checkpoint-every 99999999d", "'--checkpoint-every' takes at most 40d, not '99999999d'.")]
    [InlineData("run {yaml} --on slurm --time 99999999d", "'--time' takes at most 1000d, not '99999999d'.")]
    [InlineData("run {yaml} --on slurm --min-task-time 99999999d", "'--min-task-time' takes at most 1000d, not '99999999d'.")]
    [InlineData("run {yaml} --on slurm --memory 999999999T", "'--memory' takes at most 1024T, not '999999999T'.")]
    public void What_is_in_the_wrong_place_is_named(string line, string message)
    {
        using var folder = new TemporaryFolder();
        var yaml = Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml");
        File.WriteAllText(folder.File("file"), "mine");
        Directory.CreateDirectory(folder.File("folder"));
        var words = line.Split(' ').Select(w => w.Replace("{yaml}", yaml, StringComparison.Ordinal)
            .Replace("{file}", folder.File("file"), StringComparison.Ordinal).Replace("{folder}", folder.File("folder"), StringComparison.Ordinal));
        Refused(message, [.. words]);
        Assert.Equal("mine", File.ReadAllText(folder.File("file")));
    }

    /// <summary>A writer waits at the pipe: whoever opens it reads an empty file, and does not hang.</summary>
    [Fact]
    public void A_pipe_or_a_device_is_refused_wherever_a_path_is_taken()
    {
        using var folder = new TemporaryFolder();
        var pipe = folder.File("pipe");
        using (var make = Process.Start("mkfifo", pipe)) make.WaitForExit();
        using var writer = Process.Start("sh", ["-c", "while :; do : > \"$0\"; done", pipe]);
        try
        {
            var taken = 0;
            foreach (var verb in Verbs())
            {
                foreach (var path in (string[])[pipe, "/dev/zero"])
                {
                    foreach (var option in verb.Options.Where(o => o.HelpName is "FILE" or "file" or "FOLDER" or "PLAN" or "OUTPUT"))
                        Refused($"'{option.Name}' needs a ", [.. Arguments(verb), $"{option.Name}={path}"]);
                    foreach (var argument in verb.Arguments.Where(a => a.HelpName is "FILE" or "FOLDER"))
                    {
                        taken++;
                        var words = Arguments(verb);
                        words[1 + verb.Arguments.IndexOf(argument)] = path;
                        Refused($"{CommandShape.Name(argument)} needs a ", [.. words]);
                    }
                }
            }
            Assert.InRange(taken, 12, 60);

            // Whatever names it: the product opens files through this alone.
            Assert.Throws<IOException>(() => new LocalFileSystem().ReadAllBytes(pipe));
            Assert.Throws<IOException>(() => new LocalFileSystem().OpenRead(pipe));
        }
        finally
        {
            writer.Kill();
        }
    }

    [Fact]
    public void A_name_that_is_not_known_to_collect_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((ExitCode.Usage, ""), Tool.Run("collect", "TYPO", "--store", folder.File("store")) is var (code, output, _)
            ? (code, output)
            : default);
        Assert.Equal(ExitCode.Complete, Tool.Run("collect", "--store", folder.File("store")).Code);
    }

    private static void Refused(string message, string[] words, bool mayBeMissing = false, bool alone = true)
    {
        var (code, output, error) = Tool.Run(words);
        var shown = string.Join(' ', words.Select(w => $"[{Uri.EscapeDataString(w)}]"));
        Assert.True(code == ExitCode.Usage && output.Length == 0, $"{shown}: {code} {output} {error}");
        Assert.True(
            error.Contains($"pipelines: error: {message}", StringComparison.Ordinal)
                || (mayBeMissing && error.Contains($"{message}needs a value", StringComparison.Ordinal)),
            $"{shown}: {error}");
        if (alone) Assert.EndsWith($"Nothing was started. See 'pipelines {words[0]} --help'.\n", error, StringComparison.Ordinal);
    }
}
