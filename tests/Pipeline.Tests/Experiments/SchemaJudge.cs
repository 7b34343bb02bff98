using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>A validator that is not ours: JsonSchema.Net, by the draft that the schema names.</summary>
internal static class SchemaJudge
{
    /// <summary>"valid" or the errors, for each document.</summary>
    public static string[] Verdicts(JsonNode schema, IEnumerable<JsonNode?> documents)
    {
        var judge = JsonSchema.FromText(schema.ToJsonString(), new BuildOptions { SchemaRegistry = new(), Dialect = Dialect.V1 });
        return [.. documents.Select(document =>
        {
            var verdict = judge.Evaluate(JsonSerializer.SerializeToElement(document), new EvaluationOptions { OutputFormat = OutputFormat.List });
            return verdict.IsValid ? "valid" : string.Join('\n', Errors(verdict));
        })];
    }

    private static IEnumerable<string> Errors(EvaluationResults results) =>
        from detail in (results.Details ?? []).Append(results)
        from error in detail.Errors ?? []
        select $"{detail.InstanceLocation} {error.Value} ({detail.EvaluationPath}/{error.Key})";
}
