using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>DuckDB in <c>tests/judges</c>, as one process for many statements.</summary>
internal static class DuckDb
{
    public static bool IsInstalled => NodeJudges.Has("@duckdb");

    /// <summary>The rows that each statement gives, values as text.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<string?>>> Rows(IReadOnlyList<string> statements)
    {
        var start = new ProcessStartInfo(
            "node", "judge.mjs")
        { WorkingDirectory = NodeJudges.Folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var node = Process.Start(start)!;
        var answers = node.StandardOutput.ReadToEndAsync();
        foreach (var statement in statements) node.StandardInput.WriteLine(new JsonObject { ["query"] = statement, ["file"] = "" }.ToJsonString());
        node.StandardInput.Close();
        node.WaitForExit();
        var lines = answers.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(node.ExitCode == 0 && lines.Length == statements.Count,
            $"DuckDB ended with {node.ExitCode} after {lines.Length} of {statements.Count} answers.");
        return [.. lines.Zip(statements, Rows)];
    }

    private static IReadOnlyList<IReadOnlyList<string?>> Rows(string answer, string statement)
    {
        var json = JsonNode.Parse(answer)!;
        Assert.True(json["error"] is null, $"{statement}\n{json["error"]}");
        return [.. json["rows"]!.AsArray().Select(row => row!.AsArray().Select(value => (string?)value).ToList())];
    }
}

/// <summary>A fact that needs DuckDB; without it it is shown as skipped, with what to do.</summary>
internal sealed class DuckDbFactAttribute : FactAttribute
{
    public DuckDbFactAttribute()
    {
        if (!DuckDb.IsInstalled) Skip = "DUCKDB IS NOT INSTALLED: run `npm ci` in tests/judges (needs Node 20 or later).";
    }
}
