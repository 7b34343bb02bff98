using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>Something that the tool works without, and is of more use with.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Where">Where it was found; null when it was not.</param>
/// <param name="UsedFor">What is done with it.</param>
/// <param name="Install">How to get it.</param>
public sealed record OptionalPart(string Name, string? Where, string UsedFor, string Install)
{
    private const string Images = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";
    private const string Font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

    internal static ImmutableArray<OptionalPart> All(IFileSystem files) =>
    [
        new("fashion-mnist", File(
            files, Images), "the quickstart's images, pipelines/hinge/images.yaml and their tests", "Debian: dataset-fashion-mnist"),
        new("sbatch", Program(files, "sbatch"), "runs as jobs of a Slurm cluster", "ask the cluster's administrators"),
        new("node", Program(files, "node"), "tests in which independent programs read our files", "Debian: nodejs npm"),
        new("chromium", Program(files, "chromium", "chromium-browser", "google-chrome"), "turning figures into pictures", "Debian: chromium"),
        new("DejaVu Sans", File(files, Font), "figures with the letters they were laid out for", "Debian: fonts-dejavu-core"),
        new("zsh", Program(files, "zsh"), "the test of its completion script", "Debian: zsh"),
    ];

    private static string? File(IFileSystem files, string path) => files.FileExists(path) ? path : null;

    private static string? Program(IFileSystem files, params string[] names) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(files.FileExists);
}
