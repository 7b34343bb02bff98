using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>
/// docs/how-to/reading-results.md on the results of the very commands that it shows: SQL is run, other languages are held to the files and
/// columns that they name.
/// </summary>
public sealed partial class ReadingResultsTests : IClassFixture<ReadingResultsTests.Results>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "how-to", "reading-results.md"));

    private readonly Results _results;

    public ReadingResultsTests(Results results) => _results = results;

    [DuckDbFact]
    public void Every_statement_of_sql_runs_and_has_an_answer()
    {
        var statements = Blocks("sql").ToList();
        Assert.True(statements.Count > 25);
        var answers = DuckDb.Rows([.. statements.Select(s => s.Replace("'results/", $"'{_results.Folder}/", StringComparison.Ordinal))]);
        Assert.Equal(statements.Count, answers.Count);
        foreach (var (statement, rows) in statements.Zip(answers)) Assert.True(rows.Count > 0, $"No row: {statement}");
    }

    [DuckDbFact]
    public void A_step_that_never_came_is_no_number_and_does_not_correlate()
    {
        var table = $"'{_results.Folder}/tiny-hinge/series/satisfaction.parquet'";
        var never = DuckDb.Rows(
        [
            $"SELECT (count(*) FILTER (isnan(firstSatisfied)) > 0)::VARCHAR, (min(least(firstSatisfied, lastUnsatisfied)) >= 0)::VARCHAR FROM {table}"
        ]);
        Assert.Equal(["true", "true"], Assert.Single(never[0]));
    }

    [Fact]
    public void Every_table_is_read_in_every_language()
    {
        var tables = Systems.BuiltIn.All.SelectMany(s => s.Tables.Where(t => !t.IsSummary)
            .Select(t => (Experiments: Experiments(s.Name), File: $"series/{t.Name}")))
            .Concat(((string[])
            [
                "points", "verdicts", "timings", "series/checks"
            ]).Select(f => (Experiments: Experiments("mean-field-hinge"), File: f)));
        var missing =
            from table in tables
            from language in (string[])["DuckDB", "pandas", "Polars", "R"]
            where !table.Experiments.Any(e => Section(language).Contains(language == "DuckDB"
                ? $"'results/{e}/{table.File}.parquet'"
                : $"read(\"{e}/{table.File}\")", StringComparison.Ordinal))
            select $"{table.File} of {table.Experiments[0]} in {language}";
        Assert.Equal([], missing);
    }

    [Theory]
    [InlineData("pandas")]
    [InlineData("Polars")]
    [InlineData("R")]
    public async Task Statements_name_files_and_columns_that_are_there(string language)
    {
        var statements = Section(language).Split('\n').Where(l => l.Contains("read(\"", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(statements);
        foreach (var statement in statements)
        {
            var file = FileRead().Match(statement).Groups[1].Value;
            var columns = await _results.ColumnsAsync(file);
            var formula = Formula().Match(statement).Groups[1].Value;
            var names = Name().Matches(FileRead().Replace(statement, "")).Select(m => m.Groups[1].Value)
                .Concat(formula.Split(['~', '+'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            Assert.True(names.Count >= 2, statement);
            Assert.Equal([], names.Except(columns));
        }
    }

    private static string[] Experiments(string system) => system switch
    {
        "mean-field-hinge" => ["tiny-hinge"],
        "gaussian-mixture" => ["tiny-mixture", "tiny-compressed", "tiny-plane"],
        _ => ["tiny-quenching", "tiny-sphere"],
    };

    private static string Section(string title) => Page.Split($"\n## {title}\n")[1].Split("\n## ")[0];

    private static IEnumerable<string> Blocks(string language) =>
        Page.Split($"```{language}\n").Skip(1).Select(b => b.Split("```")[0].Trim().TrimEnd(';'));

    [GeneratedRegex("read\\(\"([^\"]+)\"\\)")]
    private static partial Regex FileRead();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Name();

    [GeneratedRegex(@"aggregate\((.*), read\(")]
    private static partial Regex Formula();

    /// <summary>What the commands on the page leave.</summary>
    public sealed class Results : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Results()
        {
            var commands = Page.Split("```\npipelines ")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Replace("pipelines run", "run", StringComparison.Ordinal)).ToList();
            Assert.Equal(6, commands.Count);
            foreach (var command in commands)
            {
                string[] arguments = [.. Words().Matches(command).Select(m => m.Value.Trim('\''))];
                arguments[1] = Path.Combine(RepositoryFiles.Root, arguments[1]);
                var (code, _, error) = Tool.Run([.. arguments, "--quiet", "--threads", "2", "--store", _folder.File("store"), "--results", Folder]);
                Assert.True(code == ExitCode.Complete, error);
            }
        }

        public string Folder => _folder.File("results");

        internal async Task<IReadOnlyList<string>> ColumnsAsync(string file)
        {
            await using var reader = await global::Parquet.ParquetReader.CreateAsync(Path.Combine(Folder, file + ".parquet"));
            return [.. reader.Schema.GetDataFields().Select(f => f.Name)];
        }

        public void Dispose() => _folder.Dispose();
    }

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Words();
}
