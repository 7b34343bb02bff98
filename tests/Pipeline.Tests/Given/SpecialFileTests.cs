using System.Diagnostics;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Faults;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>Given paths that are no regular files, and verbs that are told to stop.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    public static TheoryData<string, string> Paths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (kind, setting) in ((string, string)[])
            [
                ("table", "dataset.file"), ("test table", "dataset.testFile"), ("parameters", "network.initialParameters"),
                ("idx images", "dataset.images"), ("cifar", "dataset.batches"), ("samples", "given.samples"), ("weights", "given.weights"),
                ("masks", "given.masks")
            ])
            {
                foreach (var path in (string[])["pipe", "link", "/dev/zero", "folder"])
                    data.Add(kind, $"{setting}={(setting == "dataset.batches" ? $"[{path}]" : path)}");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void What_is_no_regular_file_is_refused_before_anything_is_read(string kind, string setting)
    {
        var (set, _) = _experiment.Prepare(kind);
        using (var make = Process.Start("mkfifo", _experiment.Path("pipe"))) make.WaitForExit();
        File.CreateSymbolicLink(_experiment.Path("link"), _experiment.Path("pipe"));
        Directory.CreateDirectory(_experiment.Path("folder"));
        foreach (var verb in (string[])["check", "plan", "run"])
        {
            var refused = _experiment.Run(verb, "store", [.. set, setting]);
            Assert.True(refused.Code == ExitCode.Usage, refused.Error);
            Assert.Contains(", not a regular file", refused.Error, StringComparison.Ordinal);
        }

        // Advice for an absent file is none for a file that is something else.
        if (setting.StartsWith("dataset.", StringComparison.Ordinal))
            Assert.Equal(ExitCode.Usage, _experiment.Run("check", "store", [.. set, setting, "dataset.ifAbsent=get it"]).Code);
    }

    [Fact]
    public void A_link_to_a_regular_file_is_one()
    {
        var (set, _) = _experiment.Prepare("table");
        File.CreateSymbolicLink(_experiment.Path("link.csv"), _experiment.Path("data.csv"));
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "store", [.. set, "dataset.file=link.csv"]).Code);
        Assert.Equal(FileKind.Absent, new LocalFileSystem().KindOf(_experiment.Path("nothing")));
    }

    [Theory]
    [InlineData("loop.csv")]
    [InlineData("gone.csv")]
    public void A_link_that_leads_nowhere_is_no_file(string target)
    {
        var (set, _) = _experiment.Prepare("table");
        File.CreateSymbolicLink(_experiment.Path("loop.csv"), target);
        var (code, _, error) = _experiment.Run("check", "store", [.. set, "dataset.file=loop.csv"]);
        Assert.True(code == ExitCode.Usage, error);
        Assert.Contains("There is no file loop.csv", error, StringComparison.Ordinal);
    }

    /// <summary>Whenever the signal comes, before the tool listens or while it works, one is enough.</summary>
    [Theory]
    [InlineData("check", ToolProcess.Terminate)]
    [InlineData("plan", ToolProcess.Interrupt)]
    [InlineData("explain", ToolProcess.Terminate)]
    public async Task One_signal_ends_a_verb_that_only_looks(string verb, int signal)
    {
        var (_, _) = _experiment.Prepare("table");
        _experiment.Write("own.yaml", """
            experiment: long
            system: mean-field-hinge
            seed: 1
            dataset: {law: gaussian, inputDimension: 2, trainingSamples: 6}
            network: {hiddenUnits: 2}
            training: {learningRate: 1, steps: 3}
            record: {every: 1}
            sweep: {training.margin: {lin: [1, 2, 1000]}, training.outputScale: {lin: [1, 2, 1000]}}
            """);
        using var tool = ToolProcess.Start(verb, _experiment.Path("own.yaml"), "--store", _experiment.Path("store"));
        await Task.Delay(TimeSpan.FromSeconds(3));
        tool.Signal(signal);
        var ended = await tool.EndAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(128 + signal, ended?.Code);
    }
}
