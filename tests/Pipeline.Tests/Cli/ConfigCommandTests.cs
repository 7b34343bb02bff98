using System.Text.Json;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What a file means, shown: <c>config</c> and <c>schema</c>.</summary>
public sealed class ConfigCommandTests : IDisposable
{
    private const string File = """
        experiment: small
        system: mean-field-hinge
        seed: 1
        title: "it's \"x\" \u2030 \ud7ff é"
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        sweep: {training.steps: [20, 30]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Config_is_an_experiment_file_of_the_point()
    {
        var first = Config(File, "--point", "1");
        Assert.Equal(ExitCode.Complete, first.Code);
        Assert.Contains("  steps: 30\n", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output, Config(first.Output).Output);
    }

    [Fact]
    public void Origin_is_a_remark_behind_each_value()
    {
        var lines = Config(File, "--origin", "--set", "network.hiddenUnits=9").Output.Split('\n');
        Assert.Contains(lines, l => l.StartsWith("  steps: 20 ", StringComparison.Ordinal) && l.EndsWith("x.yaml:8:26", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("  hiddenUnits: 9 ", StringComparison.Ordinal)
            && l.EndsWith("# --set network.hiddenUnits=9", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("replicates: 1 ", StringComparison.Ordinal) && l.EndsWith("# default", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_has_the_same_settings()
    {
        using var json = JsonDocument.Parse(Config(File, "--json").Output);
        var seed = json.RootElement.EnumerateArray().Single(s => s.GetProperty("path").GetString() == "seed");
        Assert.Equal("1", seed.GetProperty("value").GetString());
    }

    [Fact]
    public void A_point_that_is_not_there_is_refused()
    {
        var missing = Config(File, "--point", "2");
        Assert.Equal((ExitCode.Usage, "There is no point 2; the experiment has points 0 to 1.\n"), (missing.Code, missing.Error));
    }

    [Fact]
    public async Task Schema_is_json()
    {
        var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(
            ExitCode.Complete, await CommandLine.RunAsync(["schema"], new LocalFileSystem(), new Streams(output, output, IsTerminal: false)));
        using var schema = JsonDocument.Parse(output.ToString());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
    }

    private (int Code, string Output, string Error) Config(string text, params string[] options)
    {
        var path = _folder.File("x.yaml");
        System.IO.File.WriteAllText(path, text);
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = CommandLine.RunAsync(["config", path, .. options], new LocalFileSystem(), new Streams(output, error, IsTerminal: false))
            .GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
