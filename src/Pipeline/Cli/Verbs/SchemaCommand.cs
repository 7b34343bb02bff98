using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines schema</c>: the JSON Schema of experiment files, for editors and validators.</summary>
internal static class SchemaCommand
{
    public static Verb Create(CommandContext context)
    {
        var verb = new Verb("schema", "Write the JSON Schema of experiment files, for editors: every key with its unit, range and default.")
        {
            Examples = [new("help while writing, in an editor with a YAML language server", "pipelines schema > experiment.schema.json")],
        };
        verb.SetAction(_ =>
        {
            JsonOutput.Write(context.Streams.Out, Reference.Schema(context.Project));
            return ExitCode.Complete;
        });
        return verb;
    }
}
