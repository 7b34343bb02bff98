using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What is said about a wrong command line; nothing is started, and standard output stays empty.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("rnu x.yaml", "There is no verb 'rnu'.", "did you mean 'run'?")]
    [InlineData("Check x.yaml", "There is no verb 'Check'.", "did you mean 'check'?")]
    [InlineData("x.yaml", "There is no verb 'x.yaml'.", "write 'pipelines run x.yaml'")]
    [InlineData("", "There is no verb.", "write e.g. pipelines run pipelines/quickstart.yaml")]
    [InlineData("run x.yaml --sett a=1", "'run' has no option '--sett'.", "did you mean '--set'?")]
    [InlineData("run x.yaml --thread=2", "'run' has no option '--thread'.", "did you mean '--threads'?")]
    [InlineData("run x.yaml --origin", "'run' has no option '--origin'.", "'--origin' goes with 'config'")]
    [InlineData("--vresion", "There is no option '--vresion' before a verb.", "did you mean '--version'?")]
    [InlineData("--threads 2 run x.yaml", "'--threads' stands before the verb.", "write 'pipelines run ... --threads ...'")]
    [InlineData("run x.yaml --set a=1 b=2", "'b=2' stands alone.", "give each setting a --set of its own: --set b=2")]
    [InlineData("run x.yaml y.yaml", "'run' takes one FILE, and 'y.yaml' is one word too many.", "put a text with spaces into quotation marks")]
    [InlineData("run", "'run' needs FILE.", "write e.g. pipelines run pipelines/quickstart.yaml")]
    [InlineData("run x.yaml --store", "'--store' needs a value.", "")]
    [InlineData("run x.yaml --threads two", "'--threads' takes a whole number of at least 1, not 'two'.", "")]
    [InlineData("run x.yaml --threads 0", "'--threads' takes a whole number of at least 1, not '0'.", "")]
    [InlineData("run x.yaml --max-failures 1.5", "'--max-failures' takes a whole number of at least 1, not '1.5'.", "")]
    [InlineData(
        "run x.yaml --checkpoint-every soon", "'--checkpoint-every' takes a time such as 90s, 5m, 1.5h or 2d, or a number of seconds, not 'soon'.",
        "")]
    [InlineData(
        "run x.yaml --checkpoint-every -1", "'--checkpoint-every' takes a time such as 90s, 5m, 1.5h or 2d, or a number of seconds, not '-1'.", "")]
    [InlineData("run x.yaml --on slurm --min-task-time 90", "'--min-task-time' takes a time such as 90s, 5m, 1.5h or 2d, not '90'.", "")]
    [InlineData("run x.yaml --on slurm --memory 4", "'--memory' takes a size such as 500M or 4G, not '4'.", "")]
    [InlineData("collect --every 0s", "'--every' takes a time such as 90s, 5m, 1.5h or 2d, not '0s'.", "")]
    [InlineData("task x --task two", "'--task' takes a whole number of at least 0, not 'two'.", "")]
    [InlineData("task x --patience long", "'--patience' takes a time such as 90s, 5m, 1.5h or 2d, or a number of seconds, not 'long'.", "")]
    [InlineData("explain x.yaml --point two", "'--point' takes a whole number of at least 0, not 'two'.", "")]
    [InlineData("run x.yaml --threads 1 --threads 2", "'--threads' is given 2 times: '1', '2'.", "say it once")]
    [InlineData("run x.yaml --store a --store b", "'--store' is given 2 times: 'a', 'b'.", "say it once")]
    [InlineData("config x.yaml --point -1", "'--point' takes a whole number of at least 0, not '-1'.", "")]
    [InlineData("completion bsh", "SHELL is one of bash, zsh, not 'bsh'.", "did you mean 'bash'?")]
    public void Says_what_is_wrong_and_what_to_type(string arguments, string message, string fix)
    {
        var (code, output, error) = Tool.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        var lines = error.Split('\n');
        Assert.Equal($"pipelines: error: {message}", lines[0]);
        if (fix.Length > 0) Assert.Contains($"  fix: {fix}", lines);
        Assert.Single(lines, l => l.StartsWith("pipelines: error", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_typo_of_one_letter_in_a_verb_or_an_option_is_understood()
    {
        using var output = new StringWriter();
        var root = VerbTree.Tree(new(new LocalFileSystem(), new(output, output, false), Systems.BuiltIn));
        var verbs = root.Subcommands.Select(c => c.Name).ToList();
        foreach (var verb in verbs)
        {
            // "reprt" is as near to "repro" as to "report": verbs that begin alike may be taken for each other.
            var alike = verbs.Where(v => v == verb || (v.Length > 3 && verb.Length > 3 && v[..3] == verb[..3])).ToList();
            foreach (var typo in Typos(verb).Except(verbs))
            {
                var error = Tool.Run(typo).Error;
                // "eport" is one letter away from "report" as well as from "export".
                var near = alike.Concat(verbs.Where(v => Typos(v).Contains(typo)));
                Assert.Contains(near, v => error.Contains($"did you mean '{v}'?", StringComparison.Ordinal));
            }
        }
        var options = root.Subcommands.Single(c => c.Name == "run").Options.Select(o => o.Name).ToList();
        foreach (var option in options)
        {
            foreach (var typo in Typos(option[2..]).Select(t => "--" + t).Except(options))
                Assert.Contains($"did you mean '{option}'?", Tool.Run("run", "x.yaml", typo).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_option_that_takes_a_value_says_what_the_parser_says()
    {
        using var output = new StringWriter();
        var root = VerbTree.Tree(new(new LocalFileSystem(), new(output, output, false), Systems.BuiltIn));
        foreach (var verb in root.Subcommands)
        {
            foreach (var option in verb.Options.Where(o => o.ValueType != typeof(bool)
                && o.ValueType != typeof(string)
                && o.ValueType != typeof(string[])))
                Assert.Matches($"error: '{option.Name}' (takes|goes with) ", Tool.Run(verb.Name, "x.yaml", option.Name, "nonsense").Error);
        }
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("0", 0)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void A_time_has_a_unit_or_is_seconds(string text, double seconds)
    {
        var option = Quantity.TimeOrSeconds("--every", "");
        Assert.Equal(TimeSpan.FromSeconds(seconds), new System.CommandLine.RootCommand { option }.Parse(["--every", text]).GetValue(option));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var error = Tool.Run("run", "x.yaml", "--sett", "a=1", "--threads", "two", "y.yaml").Error;
        Assert.Equal(3, error.Split("pipelines: error:").Length - 1);
        Assert.EndsWith("Nothing was started. See 'pipelines run --help'.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_that_begins_with_an_at_sign_is_a_name_like_any_other() =>
        Assert.StartsWith("@x: error: There is no such file.", Tool.Run("run", "@x").Error, StringComparison.Ordinal);

    [Fact]
    public void A_mistyped_file_is_found_beside_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("width.yaml"), "");
        var error = Tool.Run("check", folder.File("widht.yaml")).Error;
        Assert.StartsWith($"{folder.File("widht.yaml")}: error: There is no such file.", error, StringComparison.Ordinal);
        Assert.Contains($"fix: did you mean '{folder.File("width.yaml")}'?", error, StringComparison.Ordinal);
        File.CreateSymbolicLink(folder.File("link.yaml"), folder.File("nowhere"));
        var (code, _, said) = Tool.Run("check", folder.File("link.yaml"));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("There is no such file.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title=a, b", "title is one for the whole experiment.", "quote a text with commas: --set 'title=\"...\"'")]
    [InlineData("replicates=1,2", "replicates is one for the whole experiment.", "")]
    [InlineData("checks=null", "checks must be a list, not nothing.", "write []")]
    public void Common_settings_have_one_value(string set, string message, string fix)
    {
        var error = Tool.Run("check", Path.Combine(Pipelines.Tests.RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml"), "--set", set).Error;
        Assert.Contains(message, error, StringComparison.Ordinal);
        if (fix.Length > 0) Assert.Contains($"  fix: {fix}\n", error, StringComparison.Ordinal);
    }

    /// <summary>Two neighbours swapped, one letter left out, one doubled.</summary>
    private static IEnumerable<string> Typos(string word) => Enumerable.Range(0, word.Length).SelectMany(i => (string[])
    [
        i == 0 ? word : word[..(i - 1)] + word[i] + word[i - 1] + word[(i + 1)..],
        word.Length > 3 ? word.Remove(i, 1) : word,
        word.Insert(i, word[i..(i + 1)]),
    ]).Where(t => t != word).Distinct();
}
