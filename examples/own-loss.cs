#!/usr/bin/env -S dotnet run
#:project ../src/Pipeline/Pipeline.csproj

// Losses, an activation and a stage of one's own, in one file against the library. It is the whole tool, with a loss in two systems, an activation
// in the third, and one table more:
//
//     dotnet run -c Release examples/own-loss.cs -- run examples/own-loss.yaml
//     dotnet run -c Release examples/own-loss.cs -- run pipelines/tiny/hinge.yaml --set training.loss=smoothed
//     dotnet run -c Release examples/own-loss.cs -- run examples/own-activation.yaml
//
// Copied elsewhere, only the path behind #:project changes. See docs/how-to/own-programs.md.
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Stages.Tables;
using Pipelines.Testing.GaussianMixture;
using Pipelines.Testing.MeanFieldHinge;
using Pipelines.Testing.QuenchingActivation;

// l(v) = exp(-v) of the margin v, as boosting has it, with its first two derivatives. Elementary's functions give the same bits on every machine.
var exponential = new MixtureLoss.Custom("exponential", v => Elementary.Exp(-v), v => -Elementary.Exp(-v), v => Elementary.Exp(-v));

// λ(u) of the hinge system, u being the margin over h, with its slope: the hinge with its corner rounded between 1/2 and 1.
var smoothed = new MarginLoss.Custom(
    "smoothed", u => u < 0.5 ? 0.75 - u : u < 1 ? (1 - u) * (1 - u) : 0, u => u < 0.5 ? -1 : u < 1 ? -2 * (1 - u) : 0, HasMargin: true)
{
    Kinks = [0.5],
};

// σ(t) of the quenching system with its slope: softplus, relu with its corner rounded.
var softplus = new Activation.Custom(
    "softplus", t => Math.Max(0, t) + Elementary.Log1p(Elementary.Exp(-Math.Abs(t))), t => 1 / (1 + Elementary.Exp(-t)));

var systems = Systems.BuiltIn.With(
    MixtureSystem.With([exponential]).Adding(Angle.Stage, Angle.Table.Schema), HingeSystem.With([smoothed]), QuenchingSystem.With([softplus]));

// `test` then tries the invariants of the systems on these functions, too.
return await CommandLine.RunAsync(
    args,
    systems.With([.. MixtureInvariants.With([exponential]), .. HingeInvariants.With([smoothed]), .. QuenchingInvariants.With([softplus])]));

/// <summary>The cosine of the angle between weights and cluster direction, m/sqrt(C), in simulation and theory: what classification depends
/// on.</summary>
internal static class Angle
{
    public static RowTable<(double Time, double Simulated, double Predicted)> Table { get; } =
        new RowTable<(double Time, double Simulated, double Predicted)>("angle", "Cosine of the angle between weights and cluster direction.")
            .Number("time", r => r.Time, "Time.", unit: "time")
            .Number("simulated", r => r.Simulated, "m/sqrt(C) of the mean over simulations.")
            .Number("predicted", r => r.Predicted, "m/sqrt(C) of the theory.");

    public static TableNode Stage(PointPlan.Ready point)
    {
        var (simulations, theory) = (point.Producing("ensemble"), point.Producing("theory"));
        return TableNode.Of(
            new("own-angle", 1, StageRole.Comparison), new Reads(simulations, theory), [simulations, theory], Cost.None, [Table.Schema],
            static (reads, inputs) => StageRun.Once(_ =>
            {
                var predicted = inputs.Get(reads.Theory).First(t => t.Name == "theory");
                var simulated = inputs.Get(reads.Simulations).First(t => t.Name == "ensemble");
                return [Table.Of([.. predicted.Column<double>("time").Zip(Cosines(simulated), Cosines(predicted))])];
            }));
    }

    private static IEnumerable<double> Cosines(Table table) =>
        table.Column<double>("magnetization").Zip(table.Column<double>("squaredNorm"), (m, norm) => m / Math.Sqrt(norm));

    /// <summary>What the stage reads: two others, and nothing of the experiment file. The written name enters the key.</summary>
    [WrittenAs("own-angle")]
    private sealed record Reads(TableNode Simulations, TableNode Theory);
}
