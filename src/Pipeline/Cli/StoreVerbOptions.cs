using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Pipeline.Cli;

/// <summary>The options that every verb about a store has.</summary>
internal sealed class StoreVerbOptions
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string> _store = new("--store")
    {
        Description = "Folder of finished results.",
        DefaultValueFactory = _ => ".pipelines",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };

    public void AddTo(Command command)
    {
        command.Options.Add(_store);
        command.Options.Add(_json);
    }

    public string StoreOf(ParseResult parsed) => parsed.GetRequiredValue(_store);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);
}
