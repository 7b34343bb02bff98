using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipelines.Pipeline.Runs;

/// <summary>Reports as JSON; their shape is in docs/reference/command-line.md.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,

        // Named, since a program of one file has no default for it.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },

        // For people and programs, not for a page of HTML: apostrophes and angle brackets stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text<T>(T report) => JsonSerializer.Serialize(report, Options);

    /// <summary>The same, into a file.</summary>
    public static void Write<T>(Stream output, T report) => JsonSerializer.Serialize(output, report, Options);

    /// <summary>Reads what <see cref="Write{T}(Stream, T)"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options);
}
