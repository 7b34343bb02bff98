using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;

namespace Pipelines.Legs.Cases;

/// <summary>The mean-field hinge theory: clock, averages and bands of laws that between them use every special function.</summary>
public static class HingeTheoryLeg
{
    private static readonly InputLaw[] Laws =
    [
        new InputLaw.Gaussian(),
        new InputLaw.Shells(DenseVector<double>.Copy([0.5, 2]), DenseVector<double>.Copy([0.25, 0.75])),
        new InputLaw.StudentT(2.5),
    ];

    /// <summary>The others average by quadrature, which without vector instructions takes a minute over all laws.</summary>
    private static readonly MarginLoss[] Losses = [new MarginLoss.LinearHinge(), new MarginLoss.SquaredHinge(), new MarginLoss.Logistic()];

    [LegCase("hinge-theory")]
    public static byte[] Theory() =>
    [
        .. from law in Laws
           from fraction in new[] { 0, 0.1 }
           from loss in law is InputLaw.Gaussian && fraction == 0 ? Losses : Losses[..1]
           let problem = new HingeProblem(law, 7, 50, 30) { MislabelFraction = fraction, TrainingSamples = 1000, Loss = loss }
           from o in HingeTheory.Solve(problem, [0.5, 20, 1e4])
           let band = SatisfactionBand.At(problem, o.Clock, SpreadConvention.InitialOutputSubtracted)
           from b in Bytes.Of(o.Clock, o.ClockRate, o.UnsatisfiedFraction, o.Noise, o.PopulationLoss, o.LossRate, band.Lower, band.Upper)
           select b,
    ];
}
