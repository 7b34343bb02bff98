using System.Diagnostics;
using System.Text.Json.Nodes;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>An independent validator (ajv) in <c>tests/judges</c>.</summary>
internal static class SchemaJudge
{
    public static string Folder => Path.Combine(RepositoryFiles.Root, "tests", "judges");

    public static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules", "ajv"));

    public static bool HasNode =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "node")) || File.Exists(Path.Combine(f, "node.exe")));

    /// <summary>"valid" or the first error for each document.</summary>
    public static string[] Verdicts(JsonNode schema, IEnumerable<JsonNode?> documents)
    {
        var start = new ProcessStartInfo("node", "schema-judge.mjs") { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var answers = node.StandardOutput.ReadToEndAsync();
        var complaints = node.StandardError.ReadToEndAsync();
        try
        {
            node.StandardInput.WriteLine(schema.ToJsonString());
            foreach (var document in documents) node.StandardInput.WriteLine(document?.ToJsonString() ?? "null");
            node.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has stopped reading; what it complained about is asserted below.
        }
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, complaints.Result);
        return answers.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>A fact that needs the validator of <c>tests/judges</c>; without it it is shown as skipped, with what to do.</summary>
internal sealed class SchemaJudgeFactAttribute : FactAttribute
{
    public SchemaJudgeFactAttribute()
    {
        if (!SchemaJudge.IsInstalled) Skip = "THE JSON SCHEMA VALIDATOR IS NOT INSTALLED: run `npm ci` in tests/judges (needs Node 20 or later).";
        else if (!SchemaJudge.HasNode) Skip = "THE JSON SCHEMA VALIDATOR CANNOT RUN: there is no `node` on the PATH.";
    }
}
