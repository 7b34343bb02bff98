using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Runs;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Docs;

/// <summary>A reader who does what the tutorials say gets what they say.</summary>
public sealed partial class TutorialTests : IDisposable
{
    private static readonly string Tutorials = Path.Combine(RepositoryFiles.Root, "docs", "tutorials");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DuckDbFact]
    public void Every_command_of_the_first_sweep_works_and_the_verdicts_are_those_on_the_page()
    {
        var (file, said, statements) = (_folder.File("width.yaml"), "", 0);
        foreach (var (language, text) in Blocks("first-sweep.md"))
        {
            if (language == "yaml") File.AppendAllText(file, text);
            else if (language == "sql")
            {
                var answer = DuckDb.Rows([text.Trim().TrimEnd(';').Replace("'results/", $"'{_folder.File("results")}/", StringComparison.Ordinal)]);
                Assert.Equal(3, answer[0].Count);
                statements++;
            }
            else if (text.StartsWith("pipelines ", StringComparison.Ordinal)) said = text.Trim().Split('\n').Select(Do).Last();
            else
            {
                var verdicts = said.Split('\n').Where(
                    l => l.StartsWith("pass", StringComparison.Ordinal) || l.Contains(" verdicts: ", StringComparison.Ordinal));
                Assert.Equal(text.Trim().Split('\n'), verdicts);
                statements++;
            }
        }
        Assert.Equal(2, statements);
        Assert.True(File.Exists(_folder.File("results/width/figures/clock.svg")));
    }

    [Fact]
    public void Every_excerpt_of_the_own_system_is_in_its_files()
    {
        var sources = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "examples", "own-system")).Select(File.ReadAllText).ToList();
        var excerpts = Blocks("own-system.md").Where(b => b.Language != "").ToList();
        Assert.True(excerpts.Count > 7);
        Assert.All(excerpts, e => Assert.Contains(sources, s => s.Contains(e.Text, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_page_of_the_broken_symmetry_says_is_what_the_broken_system_says()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "examples", "own-system");
        List<string> sources = [.. Directory.GetFiles(folder, "*.cs").Select(File.ReadAllText)];
        var (isBroken, said, compared) = (false, "", 0);
        foreach (var (language, text) in Blocks("broken-symmetry.md"))
        {
            if (language == "csharp" && text.Split('\n', 2) is [var before, var more] && more.Contains("inputs[i] *=", StringComparison.Ordinal))
            {
                var place = sources.FindIndex(s => s.Contains($"{before}\n", StringComparison.Ordinal));
                (sources[place], isBroken) = (sources[place].Replace($"{before}\n", text, StringComparison.Ordinal), true);
            }
            else if (language == "csharp") Assert.Contains(sources, s => s.Contains(text, StringComparison.Ordinal));
            else if (isBroken && text.StartsWith("dotnet run ", StringComparison.Ordinal))
            {
                var arguments = text.Trim().Split(" -- ")[1].Replace("examples/broken-system", folder, StringComparison.Ordinal).Split(' ');
                var run = ExampleProgram.Run(_folder.Path, arguments, sources);
                Assert.True(run.ExitCode == ExitCode.CheckFailed, run.Error + run.Output);
                said = run.Output;
            }
            else if (said != "")
            {
                Assert.Equal(text, said);
                (said, compared) = ("", compared + 1);
            }
        }
        Assert.Equal(1, compared);
    }

    private string Do(string command)
    {
        List<string> arguments = [.. command.Split(' ').Skip(1).Select(w => w == "width.yaml" ? _folder.File(w) : w)];
        if (arguments[0] != "check") arguments.AddRange(["--store", _folder.File("store"), "--results", _folder.File("results")]);
        var (code, output, error) = Tool.Run(arguments);
        Assert.True(code == ExitCode.Complete, command + output + error);
        return output;
    }

    private static IEnumerable<(string Language, string Text)> Blocks(string page) =>
        Block().Matches(File.ReadAllText(Path.Combine(Tutorials, page))).Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
