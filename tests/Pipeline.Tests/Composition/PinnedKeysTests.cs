using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>The keys of every shipped experiment, as they were written down before any type was renamed: a store that was written then is reused
/// whole.</summary>
/// <remarks>
/// A line is one digest over the keys of all stages in plan order, their number, and the experiment. It changes with the experiment file, and with
/// the version of a stage. With PIPELINES_KEYS_TO set to a folder, what this build says is written there.
/// </remarks>
public class PinnedKeysTests
{
    [Fact]
    public void A_store_of_an_earlier_build_is_reused_whole()
    {
        var root = Path.Combine(RepositoryFiles.Root, "pipelines");
        string[] lines =
        [
            .. Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal).Select(f => Line(Path.Combine(root, f), f)),
        ];
        if (Environment.GetEnvironmentVariable("PIPELINES_KEYS_TO") is { } folder) File.WriteAllLines(Path.Combine(folder, "experiments.txt"), lines);
        Assert.Equal(File.ReadAllLines(RepositoryFiles.Reference("keys", "experiments.txt")), lines);
    }

    private static string Line(string path, string name)
    {
        var experiment = ExperimentFile.Load(name, File.ReadAllBytes(path), [], Systems.BuiltIn.Registry)
            .Match(e => e, errors => throw new InvalidOperationException(string.Concat(errors.Select(e => e.Render()))));
        var points = Planner.Points(experiment, Systems.BuiltIn.Find(experiment.Header.System), Given)
            .Match(p => p, errors => throw new InvalidOperationException(string.Concat(errors.Select(e => e.Render()))));
        string[] keys = [.. Plan.Of(points, _ => false, _ => null).Stages.Select(s => s.Node.Key.Hex)];
        return $"{Digest.Of(keys)} {keys.Length} {name}";
    }

    /// <summary>A file whose content is its name.</summary>
    private static GivenFile Given(string path) =>
        new(path, Digest.Of(path), () => throw Unread(path), _ => throw Unread(path), _ => throw Unread(path));

    private static InvalidOperationException Unread(string path) => new($"{path} is read, but only a plan was asked for.");
}
