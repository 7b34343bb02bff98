namespace Pipelines.Architecture.Tests;

/// <summary>Which folder uses which, method bodies included. A new edge is a decision: it is written down here, with its commit's
/// reason.</summary>
public class EdgeTests
{
    private const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private const string Model = """
        Model.GaussianMixture
            Model.Numerics, Model.Randomness
        Model.GaussianMixture.Data
            Model.GaussianMixture, Model.Inputs.Given, Model.Numerics, Model.Numerics.Kernels, Model.Randomness
        Model.GaussianMixture.Dmft
            Model.GaussianMixture, Model.GaussianMixture.Dmft.Process, Model.Numerics, Model.Numerics.Kernels, Model.Randomness, Model.Runs
        Model.GaussianMixture.Dmft.Process
            Model.GaussianMixture, Model.Numerics, Model.Numerics.Kernels, Model.Randomness
        Model.GaussianMixture.Simulation
            Model.GaussianMixture, Model.GaussianMixture.Data, Model.GaussianMixture.Simulation.Kernels, Model.Numerics,
            Model.Numerics.Kernels, Model.Randomness, Model.Runs
        Model.GaussianMixture.Simulation.Kernels
            Model.Numerics.Kernels
        Model.Inputs.Given
            Model.Numerics, Model.Randomness
        Model.MeanFieldHinge
            Model.MeanFieldHinge.Laws, Model.MeanFieldHinge.Losses, Model.Numerics, Model.Randomness
        Model.MeanFieldHinge.Data
            Model, Model.Inputs.Given, Model.Inputs.Images, Model.MeanFieldHinge, Model.MeanFieldHinge.Laws, Model.Numerics,
            Model.Numerics.Kernels, Model.Randomness
        Model.MeanFieldHinge.Laws
            Model.MeanFieldHinge.Losses, Model.Numerics, Model.Randomness
        Model.MeanFieldHinge.Losses
            Model.Numerics
        Model.MeanFieldHinge.Theory
            Model.MeanFieldHinge, Model.MeanFieldHinge.Laws, Model.MeanFieldHinge.Losses, Model.MeanFieldHinge.Theory.Clock,
            Model.Numerics
        Model.MeanFieldHinge.Theory.Clock
            Model.MeanFieldHinge, Model.MeanFieldHinge.Laws, Model.Numerics
        Model.MeanFieldHinge.Training
            Model.MeanFieldHinge, Model.MeanFieldHinge.Data, Model.MeanFieldHinge.Losses, Model.MeanFieldHinge.Training.Kernels,
            Model.Numerics, Model.Randomness, Model.Runs
        Model.MeanFieldHinge.Training.Kernels
            Model.MeanFieldHinge.Data, Model.MeanFieldHinge.Losses, Model.Numerics, Model.Numerics.Kernels
        Model.Numerics
            Model.Numerics.Functions, Model.Numerics.Kernels
        Model.QuenchingActivation
            Model, Model.Numerics, Model.Numerics.Kernels, Model.QuenchingActivation.Kernels, Model.Randomness
        Model.QuenchingActivation.Data
            Model.Numerics, Model.Numerics.Kernels, Model.QuenchingActivation, Model.Randomness
        Model.QuenchingActivation.Diagnostics
            Model.Numerics, Model.Numerics.Kernels, Model.QuenchingActivation, Model.QuenchingActivation.Population
        Model.QuenchingActivation.Integration
            Model.Numerics, Model.Numerics.Kernels
        Model.QuenchingActivation.Kernels
            Model.Numerics, Model.Numerics.Functions, Model.Numerics.Kernels
        Model.QuenchingActivation.Population
            Model.Numerics, Model.Numerics.Kernels, Model.QuenchingActivation, Model.QuenchingActivation.Kernels
        Model.QuenchingActivation.RandomFeatures
            Model.Numerics, Model.Numerics.Kernels, Model.QuenchingActivation, Model.QuenchingActivation.Data,
            Model.QuenchingActivation.Kernels, Model.QuenchingActivation.Population
        Model.QuenchingActivation.Training
            Model, Model.Numerics, Model.Numerics.Kernels, Model.QuenchingActivation, Model.QuenchingActivation.Data,
            Model.QuenchingActivation.Integration, Model.QuenchingActivation.Kernels, Model.QuenchingActivation.Population, Model.Runs
        Model.Randomness
            Model.Numerics, Model.Numerics.Kernels
        Model.Runs
            Model.Numerics
        """;

    private const string Stages = """
        Stages
            Model, Model.Inputs.Given, Model.Inputs.Images, Model.Randomness, Model.Runs, Stages.Settings, Stages.States,
            Stages.Tables
        Stages.Checks
            Model, Model.Numerics, Stages, Stages.Settings, Stages.Tables
        Stages.GaussianMixture
            Model, Model.GaussianMixture, Model.GaussianMixture.Data, Model.GaussianMixture.Dmft, Model.GaussianMixture.Dmft.Process,
            Model.GaussianMixture.Simulation, Model.Inputs.Given, Model.Numerics, Model.Randomness, Model.Runs, Stages, Stages.Settings,
            Stages.States, Stages.Tables
        Stages.MeanFieldHinge
            Model, Model.Inputs.Given, Model.Inputs.Images, Model.MeanFieldHinge, Model.MeanFieldHinge.Data, Model.MeanFieldHinge.Laws,
            Model.MeanFieldHinge.Losses, Model.MeanFieldHinge.Theory, Model.MeanFieldHinge.Theory.Clock, Model.MeanFieldHinge.Training,
            Model.Numerics, Model.Randomness, Model.Runs, Stages, Stages.Settings, Stages.States, Stages.Tables
        Stages.QuenchingActivation
            Model, Model.Numerics, Model.QuenchingActivation, Model.QuenchingActivation.Data, Model.QuenchingActivation.Diagnostics,
            Model.QuenchingActivation.Integration, Model.QuenchingActivation.Population, Model.QuenchingActivation.RandomFeatures,
            Model.QuenchingActivation.Training, Model.Randomness, Model.Runs, Stages, Stages.Settings, Stages.States, Stages.Tables
        Stages.Settings
            Model
        Stages.States
            Model.Numerics
        Stages.Tables
            Model
        """;

    private const string Pipeline = """
        Pipeline.Cli
            Pipeline.Cli.Options, Pipeline.Cli.Output, Pipeline.Cli.Verbs, Pipeline.Composition, Pipeline.Experiments,
            Pipeline.Storage.Files, Stages
        Pipeline.Cli.Completion
            Pipeline.Cli.Options, Pipeline.Composition, Pipeline.Experiments, Stages.Settings
        Pipeline.Cli.Options
            Pipeline.Cli.Output, Pipeline.Composition, Pipeline.Experiments, Pipeline.Figures.Svg, Pipeline.Runs, Pipeline.Storage.Files
        Pipeline.Cli.Output
            Pipeline.Cluster, Pipeline.Composition, Pipeline.Experiments, Pipeline.Runs, Pipeline.Storage, Pipeline.Storage.Files, Stages
        Pipeline.Cli.Verbs
            Pipeline.Cli.Completion, Pipeline.Cli.Options, Pipeline.Cli.Output, Pipeline.Cluster, Pipeline.Composition,
            Pipeline.Experiments, Pipeline.Explanations, Pipeline.Explanations.Activity, Pipeline.Explanations.Diffs, Pipeline.Figures.Svg,
            Pipeline.Reports, Pipeline.Runs, Pipeline.Storage, Pipeline.Storage.Files, Stages, Stages.Checks, Stages.Tables
        Pipeline.Cluster
            Pipeline.Composition, Pipeline.Experiments, Pipeline.Explanations, Pipeline.Storage, Pipeline.Storage.Files,
            Pipeline.Storage.Given, Stages, Stages.States
        Pipeline.Composition
            Pipeline.Experiments, Pipeline.Figures.Build, Pipeline.Figures.Spec, Pipeline.Storage, Stages, Stages.Checks,
            Stages.GaussianMixture, Stages.MeanFieldHinge, Stages.QuenchingActivation, Stages.States, Stages.Tables, Testing
        Pipeline.Experiments
            Model.Numerics, Stages.Checks, Stages.Settings
        Pipeline.Explanations
            Pipeline.Composition, Pipeline.Experiments, Pipeline.Storage, Stages, Stages.Checks, Stages.Settings
        Pipeline.Explanations.Activity
            Pipeline.Composition, Pipeline.Experiments, Pipeline.Explanations, Pipeline.Results, Pipeline.Storage, Pipeline.Storage.Files,
            Stages, Stages.Tables
        Pipeline.Explanations.Diffs
            Pipeline.Experiments, Pipeline.Explanations, Pipeline.Figures.Build, Pipeline.Results, Stages.Checks, Stages.Tables
        Pipeline.Figures.Build
            Model.Numerics, Pipeline.Experiments, Pipeline.Figures.Marks, Pipeline.Figures.Scene, Pipeline.Figures.Spec, Stages,
            Stages.Checks, Stages.Tables
        Pipeline.Figures.Marks
            Model.Numerics, Pipeline.Figures.Pens, Pipeline.Figures.Scene, Stages.Checks, Stages.Settings
        Pipeline.Figures.Pens
            Pipeline.Experiments, Pipeline.Figures.Scene
        Pipeline.Figures.Scene
            Model.Numerics, Pipeline.Experiments
        Pipeline.Figures.Spec
            Pipeline.Figures.Marks, Pipeline.Figures.Scene, Stages.Checks, Stages.Settings
        Pipeline.Figures.Svg
            Pipeline.Figures.Marks, Pipeline.Figures.Pens, Pipeline.Figures.Scene
        Pipeline.Figures.Vega
            Pipeline.Figures.Marks, Pipeline.Figures.Pens, Pipeline.Figures.Scene
        Pipeline.Reports
            Model.Inputs.Given, Model.Numerics, Pipeline.Experiments, Pipeline.Figures.Build, Pipeline.Figures.Marks, Pipeline.Figures.Pens,
            Pipeline.Figures.Scene, Pipeline.Figures.Spec, Pipeline.Figures.Svg, Pipeline.Figures.Vega, Pipeline.Results,
            Pipeline.Storage.Files, Pipeline.Storage.Given, Stages, Stages.Checks, Stages.Tables
        Pipeline.Results
            Model.Numerics, Pipeline.Composition, Pipeline.Experiments, Pipeline.Figures.Build, Pipeline.Figures.Marks,
            Pipeline.Figures.Spec, Pipeline.Storage, Pipeline.Storage.Files, Pipeline.Storage.Tables, Stages, Stages.Checks, Stages.Tables
        Pipeline.Runs
            Pipeline.Cluster, Pipeline.Composition, Pipeline.Experiments, Pipeline.Explanations, Pipeline.Explanations.Activity,
            Pipeline.Explanations.Diffs, Pipeline.Figures.Build, Pipeline.Figures.Spec, Pipeline.Figures.Svg, Pipeline.Reports,
            Pipeline.Results, Pipeline.Storage, Pipeline.Storage.Files, Pipeline.Storage.Given, Pipeline.Storage.Tables, Stages,
            Stages.Checks, Stages.Settings, Stages.States, Stages.Tables, Testing
        Pipeline.Storage
            Pipeline.Experiments, Pipeline.Storage.Files, Stages, Stages.States, Stages.Tables
        Pipeline.Storage.Files
            Stages, Stages.States
        Pipeline.Storage.Given
            Model.Inputs.Given, Model.Inputs.Images, Model.Numerics, Pipeline.Experiments, Pipeline.Storage.Files, Pipeline.Storage.Tables,
            Stages
        Pipeline.Storage.Tables
            Stages.Tables
        """;

    [Theory]
    [InlineData("Pipelines.Model", Model)]
    [InlineData("Pipelines.Stages", Stages)]
    [InlineData("Pipelines.Pipeline", Pipeline)]
    public void Folders_use_each_other_as_it_is_written(string ring, string allowed)
    {
        var found = Rules.Edges(References.Ours, ring).Select(e => e.Replace("Pipelines.", "", StringComparison.Ordinal)).ToList();
        var written = Written(allowed).ToList();
        string[] wrong = [.. found.Except(written).Select(e => $"new: {e}"), .. written.Except(found).Select(e => $"not used: {e}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void A_planted_edge_is_not_in_the_list()
    {
        const string Planted = "Pipelines.Architecture.Tests.Planted";
        var found = Rules.Edges(References.Planted, Planted).Select(e => e.Replace($"{Planted}.", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(Written("Cli\n  Results\nResults\n  Cli"), found);
        Assert.Equal(["Results -> Cli"], found.Except(Written("Cli\n  Results")));
    }

    /// <summary>A line holds a folder; those below it, which are indented, what it uses.</summary>
    private static IEnumerable<string> Written(string list)
    {
        var (edges, folder) = (new List<string>(), "");
        foreach (var line in list.Split('\n'))
        {
            if (line.StartsWith(' ')) edges.AddRange(line.Split(',', Trimmed).Select(Edge));
            else folder = line.Trim();
        }
        return edges.Order(StringComparer.Ordinal);

        string Edge(string used) => $"{folder} -> {used}";
    }
}
