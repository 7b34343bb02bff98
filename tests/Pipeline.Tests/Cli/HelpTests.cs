using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The help of every verb, and the page about them.</summary>
public sealed class HelpTests
{
    private static readonly string[] ExitCodes =
        [.. typeof(ExitCode).GetFields().Select(f => ((int)f.GetRawConstantValue()!).ToString(System.Globalization.CultureInfo.InvariantCulture))];

    [Fact]
    public void Every_verb_has_help_with_examples_that_are_good_command_lines()
    {
        foreach (var verb in Tree().Subcommands.Cast<Verb>())
        {
            var (code, output, error) = Tool.Run(verb.Name, "--help");
            Assert.Equal((ExitCode.Complete, ""), (code, error));
            Assert.Contains($"Usage: pipelines {verb.Name}", output, StringComparison.Ordinal);
            Assert.All(verb.Options, o => Assert.Contains(o.Name, output, StringComparison.Ordinal));
            Assert.NotEmpty(verb.Examples);
            foreach (var example in verb.Examples)
            {
                Assert.Contains(example.CommandLine, output, StringComparison.Ordinal);
                Assert.Empty(Tree().Parse(Arguments(example.CommandLine)).Errors);
            }
        }
    }

    [Fact]
    public void Lines_of_help_fit_a_terminal() =>
        Assert.All(Tree().Subcommands.Select(c => Tool.Run(c.Name, "-h").Output).Append(Tool.Run("--help").Output)
            .SelectMany(o => o.Split('\n')), l => Assert.InRange(l.Length, 0, 120));

    [Fact]
    public void The_root_shows_every_verb_and_the_version_is_one_line()
    {
        Assert.All(Tree().Subcommands, c => Assert.Contains($"\n  {c.Name}", Tool.Run("-h").Output, StringComparison.Ordinal));
        Assert.Matches("^pipelines [0-9.]+\n$", Tool.Run("--version").Output);
    }

    [Fact]
    public void The_page_has_every_verb_and_every_exit_code()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", "command-line.md"));
        Assert.All(Tree().Subcommands, c => Assert.Contains($"| `{c.Name}", page, StringComparison.Ordinal));
        Assert.All(ExitCodes, c => Assert.True(page.Contains($"| {c} |", StringComparison.Ordinal)
            || page.Contains($"| {c}, ", StringComparison.Ordinal)
            || page.Contains($", {c} |", StringComparison.Ordinal), c));
    }

    /// <summary>What the tool gets of a line for a shell.</summary>
    private static string[] Arguments(string line)
    {
        var own = line[(line.IndexOf("pipelines ", StringComparison.Ordinal) + "pipelines ".Length)..];
        return own.Split(['|', '>', ')'])[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static RootCommand Tree() => VerbTree.Tree(new(new LocalFileSystem(), new(TextWriter.Null, TextWriter.Null, false), Systems.BuiltIn));
}
