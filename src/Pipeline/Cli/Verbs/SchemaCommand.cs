using System.Text.Encodings.Web;
using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines schema</c>: the JSON Schema of experiment files, for editors and validators.</summary>
internal static class SchemaCommand
{
    // For people and editors, not for a page of HTML: apostrophes and angle brackets stay as they are.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    public static Verb Create(CommandContext context)
    {
        var verb = new Verb("schema", "Write the JSON Schema of experiment files, for editors: every key with its unit, range and default.")
        {
            Examples = [new("help while writing, in an editor with a YAML language server", "pipelines schema > experiment.schema.json")],
        };
        verb.SetAction(_ =>
        {
            context.Streams.Out.WriteLine(Reference.Schema(context.Project).ToJsonString(Readable));
            return ExitCode.Complete;
        });
        return verb;
    }
}
