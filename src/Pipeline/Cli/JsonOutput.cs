using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>--json</c> of every verb that reports: one value, whose shape is in docs/command-line.md, and nothing else on standard output.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },

        // For people and programs, not for a page of HTML: apostrophes and angle brackets stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Option<bool> Option() => new("--json") { Description = "Write JSON; its shape is in docs/command-line.md." };

    public static void Write<T>(TextWriter output, T report) => output.WriteLine(JsonSerializer.Serialize(report, Options));

    /// <summary>The same, into a file.</summary>
    public static void Write<T>(Stream output, T report) => JsonSerializer.Serialize(output, report, Options);

    /// <summary>Reads what <see cref="Write{T}(Stream, T)"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options);

    /// <summary>JSON has no NaN and no infinities.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
