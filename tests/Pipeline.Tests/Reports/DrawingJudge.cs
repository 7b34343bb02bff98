using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>The real Vega-Lite compiler and a real browser, in <c>tests/judges</c>.</summary>
internal static class DrawingJudge
{
    public static string? Browser => new[]
    {
        Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"
    }.FirstOrDefault(File.Exists);

    /// <summary>One answer per file.</summary>
    public static IReadOnlyList<JsonElement> Answers(string judge, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            "node", [judge, .. arguments])
        { WorkingDirectory = NodeJudges.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var complaints = node.StandardError.ReadToEndAsync();
        var answers = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, complaints.Result);
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}

/// <summary>A fact that needs npm's vega-lite.</summary>
internal sealed class VegaFactAttribute : FactAttribute
{
    public VegaFactAttribute()
    {
        if (!NodeJudges.Has("vega-lite")) Skip = "VEGA-LITE IS NOT INSTALLED: run `npm ci` in tests/judges (needs Node 20 or later).";
    }
}

/// <summary>A fact that needs a browser and npm's playwright-core.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!NodeJudges.Has("playwright-core")) Skip = "PLAYWRIGHT-CORE IS NOT INSTALLED: run `npm ci` in tests/judges (needs Node 20 or later).";
        else if (DrawingJudge.Browser is null)
            Skip = "THERE IS NO CHROMIUM: install Debian's package chromium, or name one in the variable CHROMIUM.";
    }
}
