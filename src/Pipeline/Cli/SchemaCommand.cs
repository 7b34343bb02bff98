using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines schema</c>: the JSON Schema of experiment files, for editors and validators.</summary>
internal static class SchemaCommand
{
    // For people and editors, not for a page of HTML: apostrophes and angle brackets stay as they are.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Streams streams)
    {
        var command = new Command("schema", "Write the JSON Schema of experiment files, for editors: every key with its unit, range and default.");
        command.SetAction(_ =>
        {
            streams.Out.WriteLine(ExperimentSchema.Export(Systems.Registry).ToJsonString(Readable));
            return ExitCode.Complete;
        });
        return command;
    }
}
