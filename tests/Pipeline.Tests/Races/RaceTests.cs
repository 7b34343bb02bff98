using System.Diagnostics;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Races;

/// <summary>The races of tests/Benchmarks at tiny sizes: every program still starts, answers and is reported. Times are nobody's business
/// here.</summary>
public sealed class RaceTests
{
    private static readonly string s_script = Path.Combine(RepositoryFiles.Root, "tests", "Benchmarks", "peers", "race.py");

    [ProgramFact("python3")]
    public async Task Every_race_runs_at_tiny_sizes()
    {
        var withPeers = (await RunAsync("/usr/bin/python3", "-c", "import numpy, torch")).Code == 0;
        string[] sides = withPeers ? [] : ["--ours"];
        var (code, output) = await RunAsync("python3", [s_script, "--smoke", "--rounds", "1", .. sides]);
        Assert.True(code == 0, output);
        var names = Regex.Matches(await File.ReadAllTextAsync(s_script), "^        \"([a-z-]+)\": \\{", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("hinge-step", names);
        Assert.All(names, name => Assert.Contains($"| {name} | ", output, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
