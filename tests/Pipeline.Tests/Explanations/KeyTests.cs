using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Every number that the small experiments write matters to some key, one by one.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("hinge", "")]
    [InlineData("mixture", "record.neurons theory.startNodes")]
    [InlineData("quenching", "")]
    public void Every_number_that_is_changed_changes_a_key(string name, string unread)
    {
        var experiment = Load(name).Match(e => e, e => throw new InvalidOperationException(e[0].Render()));
        var point = experiment.PointAt(0).Match(p => p, e => throw new InvalidOperationException(e[0].Render()));
        var before = Keys(experiment);
        var (tried, unchanged) = (0, new List<string>());
        foreach (var setting in experiment.Resolve(point).Where(s => s.Path != "replicates"))
        {
            if (!double.TryParse(setting.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) continue;
            double[] others = [value + 1, value / 2];
            if (others.Select(o => Load(name, $"{setting.Path}={o.ToString("R", CultureInfo.InvariantCulture)}"))
                .OfType<Checked<ExperimentDefinition>.Valid>().FirstOrDefault() is not { Value: var changed }) continue;
            if (!Keys(changed).Except(before).Any()) unchanged.Add(setting.Path);
            tried++;
        }

        // What this system, or the choices of this experiment, have no use for.
        Assert.Equal(unread, string.Join(' ', unchanged.Order(StringComparer.Ordinal)));
        Assert.InRange(tried, 8, 100);
    }

    private static Checked<ExperimentDefinition> Load(string name, params string[] changes)
    {
        var file = Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", $"{name}.yaml");
        return ExperimentFile.Load(file, File.ReadAllBytes(file), changes, Systems.BuiltIn.Registry);
    }

    private static HashSet<Digest> Keys(ExperimentDefinition experiment) =>
        Planner.Points(experiment, Systems.BuiltIn.Find(experiment.Header.System), new GivenFiles(new LocalFileSystem(), ".").Find)
            .Match(points => points.SelectMany(p => p.Outputs).Select(o => o.Key).ToHashSet(), _ => []);
}
