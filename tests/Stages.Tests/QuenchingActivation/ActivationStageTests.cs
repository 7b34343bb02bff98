using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Stages.Tables;
using static Pipelines.Stages.Tests.QuenchingActivation.QuenchingRuns;

namespace Pipelines.Stages.Tests.QuenchingActivation;

/// <summary>Other activations from settings to tables.</summary>
public sealed class ActivationStageTests
{
    private static readonly Activation.Custom Own = new("tanh", Elementary.Tanh, t => 1 - (Elementary.Tanh(t) * Elementary.Tanh(t)));

    private static readonly QuenchingSettings Population = new(
        new QuenchingDatasetSettings.Population(6), new QuenchingTargetSettings.SingleNeuron(), new(14), new(3000, 0.01), new(Log: 12, Neurons: 2));

    private static readonly QuenchingSettings Sample = Population with { Dataset = new QuenchingDatasetSettings.Sphere(6, 40, 500) };

    private static SystemDefinition System => QuenchingSystem.With([Own]);

    public static TheoryData<string> Names => ["erf", "quadratic", "step-smoothed", "tanh"];

    [Fact]
    public void The_default_written_out_changes_no_key_and_every_other_activation_does()
    {
        foreach (var settings in new[] { Population, Sample })
        {
            var keys = Keys(settings);
            Assert.Equal(keys, Keys(settings with { Network = settings.Network with { Activation = "relu" } }));
            Assert.Equal(4, new[] { "relu", "erf", "quadratic", "step-smoothed" }
                .Select(name => Keys(settings with { Network = settings.Network with { Activation = name } })[0]).Distinct().Count());
        }
        // What target neurons label depends on the activation, and a step on its width.
        Assert.NotEqual(Plan(Sample)[0].Inputs[0].Key, Plan(With(Sample, "erf"))[0].Inputs[0].Key);
        var wide = Sample with { Network = Sample.Network with { Activation = "step-smoothed", StepWidth = 0.3 } };
        Assert.NotEqual(Plan(wide)[0].Inputs[0].Key, Plan(With(Sample, "step-smoothed"))[0].Inputs[0].Key);
        var written = wide with { Network = wide.Network with { StepWidth = 0.1 } };
        Assert.Equal(Keys(With(Sample, "step-smoothed")), Keys(written));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_table_of_a_sample_on_the_sphere_is_filled(string activation)
    {
        var tables = Run(With(Sample, activation), threads: 1, System);
        Assert.DoesNotContain(tables, t => t.Name is "fittingBound" or "effective");
        var seen = Rows.Of(tables, "trajectory");
        Assert.All(Enumerable.Range(0, seen.Count), i => Assert.True(double.IsFinite(seen.Number("testRisk", i))));
        // The exact test error of quadratic is near the sampled one; where there is no exact one, they are the same.
        for (var i = 0; i < seen.Count; i++)
        {
            var (test, sampled) = (seen.Number("testRisk", i), seen.Number("sampledTestRisk", i));
            Assert.Equal(sampled, test, activation == "quadratic" ? 0.3 * sampled : 0);
        }
        Assert.True(seen.Number("trainingRisk", seen.Count - 1) < 0.9 * seen.Number("trainingRisk", 0));
        var features = Rows.Of(tables, "randomFeatures");
        Assert.Equal(seen.Number("testRisk", 0), features.Number("testRisk", 0), 1e-12);
        Assert.True(features.Number("trainingRisk", features.Count - 1) < features.Number("trainingRisk", 0));
    }

    [Theory]
    [InlineData("erf")]
    [InlineData("quadratic")]
    [InlineData("step-smoothed")]
    public void The_population_run_starts_at_the_second_moment_and_has_magnitudes_of_its_own(string activation)
    {
        var settings = With(Population, activation) with { Record = new(Log: 12, Neurons: 14) };
        var tables = Run(settings, threads: 1);
        var seen = Rows.Of(tables, "trajectory");
        var moment = activation switch
        {
            "erf" => 2 / Math.PI * Math.Asin(2 / 3.0),
            "quadratic" => 3,
            _ => 0.25 + (Math.Asin(1 / 1.01) / (2 * Math.PI)),
        };
        Assert.Equal(moment, seen.Number("trainingRisk", 0), 1e-12);
        Assert.True(seen.Number("trainingRisk", seen.Count - 1) < 0.2 * moment);
        // A quadratic neuron of outer weight a contributes |a||b|^2, and the flow from a = 0 on the unit sphere keeps |b|^2 = 1 + 2 a^2.
        if (activation != "quadratic") return;
        var neurons = Rows.Of(tables, "neurons");
        for (var i = 0; i < neurons.Count; i++)
        {
            var a = Math.Abs(neurons.Number("outerWeight", i));
            Assert.Equal(a * (1 + (2 * a * a)), neurons.Number("magnitude", i), 1e-3 * (0.01 + a));
        }
    }

    [Fact]
    public void Where_random_features_represent_the_target_there_is_no_ratio_to_their_risk()
    {
        // 21 quadratic features span the functions of 6 inputs; 14 do not.
        double Ratio(int units)
        {
            var settings = With(Population, "quadratic");
            var tables = Run(settings with { Network = settings.Network with { HiddenUnits = units } }, threads: 1);
            return Rows.Of(tables, "comparisonSummary").Number("errorRatio", 0);
        }
        Assert.True(double.IsNaN(Ratio(24)));
        Assert.InRange(Ratio(14), 0, 1);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        foreach (var name in Names.Select(n => n.Data))
            Assert.Equal(Bits(Run(With(Sample, name), 1, System)), Bits(Run(With(Sample, name), 3, System)));
    }

    [Fact]
    public void What_an_activation_cannot_have_is_refused_with_the_setting_at_fault()
    {
        var even = Population with { Target = new QuenchingTargetSettings.DiscretisedCircle(4) };
        var sphere = Population with { Dataset = new QuenchingDatasetSettings.Population(6, KernelNormalisation.Sphere) };
        (QuenchingSettings Settings, string Setting, string Cause)[] mistakes =
        [
            (With(Population, "swish"), "network.activation", "There is no activation 'swish'."),
            (With(Population, "flawed"), "network.activation", "its slope disagree"),
            (With(Population with { Target = new QuenchingTargetSettings.Circle() }, "erf"), "target", "odd activation over a sphere is 0"),
            (With(Population with { Target = new QuenchingTargetSettings.Surface() }, "step-smoothed"), "target", "the constant 1/2"),
            (With(even, "erf"), "target", "adds up to a constant"),
            (With(Population with { Target = new QuenchingTargetSettings.Linear() }, "quadratic"), "target", "orthogonal"),
            (With(Sample with { Target = new QuenchingTargetSettings.Circle() }, "tanh"), "target", "known for relu and quadratic only"),
            (With(Population with { Effective = new(5) }, "quadratic"), "effective", "for relu only"),
            (With(sphere, "erf"), "dataset.normalisation", "no closed form on the sphere"),
            (With(Population, "tanh"), "dataset.law", "no closed form"),
            (With(Sample with { Dataset = new QuenchingDatasetSettings.Sphere(6, 40) }, "step-smoothed"), "dataset.testSamples", "no fresh examples"),
        ];
        var system = QuenchingSystem.With([Own, new("flawed", t => t, _ => 2)]);
        foreach (var (settings, setting, cause) in mistakes)
        {
            var refused = Assert.IsType<PointPlan.Refused>(system.Plan(settings, Context()));
            Assert.Equal(setting, refused.Setting);
            Assert.Contains(cause, refused.Message, StringComparison.Ordinal);
        }
        Assert.Contains(new QuenchingNetworkSettings(3, Activation: "erf", StepWidth: 1).Violations(), v => v.Key == "stepWidth");
        var twice = Assert.Throws<ArgumentException>(() => QuenchingSystem.With([Own, Own]));
        Assert.Contains("two activations", twice.Message, StringComparison.Ordinal);
    }

    /// <summary>A changed function under its old name has other keys, an equal one that is written otherwise the same.</summary>
    [Fact]
    public void The_values_of_an_activation_are_in_every_key_that_depends_on_it()
    {
        ImmutableArray<Digest> KeysOf(Activation.Custom own) =>
        [
            .. Assert.IsType<PointPlan.Ready>(QuenchingSystem.With([own]).Plan(With(Sample, own.Name), Context())).Outputs.Select(o => o.Key),
        ];
        var keys = KeysOf(Own);
        Assert.Equal(keys, KeysOf(new(Own.Name, t => -(-Own.Function(t)), Own.Derivative)));
        Assert.All(KeysOf(new(Own.Name, t => 2 * Own.Function(t), t => 2 * Own.Derivative(t))), key => Assert.DoesNotContain(key, keys));
    }

    [Theory]
    [InlineData(QuenchingOptimiser.GradientDescent)]
    [InlineData(QuenchingOptimiser.Momentum)]
    [InlineData(QuenchingOptimiser.Adam)]
    public void Every_optimiser_trains_every_activation(QuenchingOptimiser optimiser)
    {
        foreach (var name in Names.Select(n => n.Data))
        {
            var settings = With(Sample, name) with { Training = new(300, 0.003, Optimiser: optimiser, BatchSize: 15), RandomFeatures = false };
            var seen = Rows.Of(Run(settings, 1, System), "trajectory");
            Assert.True(seen.Number("trainingRisk", seen.Count - 1) < seen.Number("trainingRisk", 0), $"{name}, {optimiser}");
        }
    }

    private static QuenchingSettings With(QuenchingSettings settings, string activation) =>
        settings with { Network = settings.Network with { Activation = activation } };

    private static ImmutableArray<Digest> Keys(QuenchingSettings settings) => [.. Plan(settings).Select(n => n.Key)];

    private static string Bits(ImmutableArray<Table> tables) => string.Join('|', tables.SelectMany(t => t.Columns).Select(
        column => string.Join(',', column.AsNumbers().Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x")))));
}
