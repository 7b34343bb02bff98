using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Figures.Svg;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary><c>--format svg,pdf,png</c>.</summary>
internal static class FormatOption
{
    private static readonly string[] Words = ["svg", "pdf", "png"];

    public static Option<string> Create()
    {
        var option = new Option<string>("--format")
        {
            Description = "Pictures of the figures: svg, which is always written, pdf (vectors with text) and png (300 dots per inch).",
            HelpName = "svg,pdf,png",
            DefaultValueFactory = _ => "svg",
        };
        option.Validators.Add(result =>
        {
            foreach (var unknown in result.Tokens.SelectMany(t => Split(t.Value)).Except(Words))
                result.AddError($"'--format' takes {string.Join(", ", Words)}, not '{unknown}'.");
            if (result.Tokens.SelectMany(t => Split(t.Value)).Any(w => w != "svg") && Picture.Problem() is { Length: > 0 } problem)
                result.AddError(problem);
        });
        return option;
    }

    public static ImmutableArray<FigureFormat> Of(ParseResult parsed, Option<string> option) =>
        [.. Split(parsed.GetRequiredValue(option)).Distinct().Where(w => w != "svg").Select(w => w == "pdf" ? FigureFormat.Pdf : FigureFormat.Png)];

    private static string[] Split(string words) => words.Split(',', StringSplitOptions.TrimEntries);
}
