using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Real images, where the Debian package with them is installed.</summary>
public sealed class ImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FashionMnistFact]
    public async Task Images_of_either_parity_are_learnt()
    {
        var file = Path.Combine(RepositoryFiles.Root, "pipelines", "hinge", "images.yaml");
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] command =
        [
            "run", file, "--store", _folder.File("store"), "--results", _folder.File("results"),
            "--set", "dataset.trainingSamples=1000", "--set", "dataset.testSamples=1000", "--set", "training.steps=60", "--set",
            "network.hiddenUnits=100",
        ];
        var code = await CommandLine.RunAsync(command, new LocalFileSystem(), new(output, error, IsTerminal: false));

        // The check on the alignment of weights is for the full size and may fail here.
        Assert.True(code is ExitCode.Complete or ExitCode.CheckFailed, $"exit {code}\n{output}\n{error}");
        Assert.Contains("pass               learns: 5 of 5", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Skipped, visibly, where the images are not installed.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FashionMnistFactAttribute : FactAttribute
    {
        public FashionMnistFactAttribute()
        {
            if (!File.Exists("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"))
            {
                Skip = "The images are not installed: apt-get install dataset-fashion-mnist";
            }
        }
    }
}
