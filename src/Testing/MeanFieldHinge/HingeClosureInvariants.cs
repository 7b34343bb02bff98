using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;

namespace Pipelines.Testing.MeanFieldHinge;

/// <summary>Data and networks on which the mean-field closure is exact at finite size, so that training must follow the theory's recursion.</summary>
/// <remarks>
/// Inputs in pairs ±x along the reference direction, each five times with the same share of flipped labels, and units in pairs ±(a, w): every unit
/// feels the
/// same force. (With inputs beside the reference direction it holds in the limit alone.)
/// </remarks>
internal static class HingeClosureInvariants
{
    private const string Paper = "Pellegrini and Biroli 2020, arXiv 2006.11209";
    private const int Copies = 5, Pairs = 12;

    public static ImmutableArray<HingeStatement> All { get; } =
    [
        new(
            "exact-closure", "On paired inputs and units descent follows the mean-field recursion in every observable.",
            "P_{k+1} = P_k (1 + C I_delta(H_k)), Q_{k+1} = Q_k (1 - C I_delta(H_k)), H_k = 2 h sqrt d/(alpha c_k)",
            $"{Paper}, eqs. 9-13, for descent", "1e-9, and 1e-8 of clock and units: rounding, amplified by eight steps",
            Closure, HingeCase.Small),
        new(
            "explicit-population",
                "An explicit population of nodes that is moved by the force of its own covariance is the recursion with its moments.",
            "(a, w) -> (a + C I w, w + C I a), c = E[a w] - E[a0 w0]", $"{Paper}, eqs. 9-10, for descent", "1e-10: rounding",
            Population, HingeCase.Small),
    ];

    private static void Closure(HingeCase one, Comparison c)
    {
        var axis = one.Training.Training.ReferenceDirection;
        var (lengths, flips) = (one.Draw(Pairs).ParallelInputs().Map(Math.Abs), (int)(3 * one.Trial.Uniform("flips")));
        var (inputs, labels) = (new List<double>(), new List<double>());
        foreach (var length in lengths.Span)
        {
            for (var copy = 0; copy < 2 * Copies; copy++)
            {
                var sign = copy % 2 == 0 ? 1.0 : -1;
                foreach (var component in axis.Span) inputs.Add(sign * length * component);
                labels.Add(copy / 2 < flips ? -sign : sign);
            }
        }
        var data = new LabelledDataset<double>(
            DenseMatrix<double>.Copy(labels.Count, axis.Length, [.. inputs]), DenseVector<double>.Copy([.. labels]), axis, "pairs");
        var problem = one.Training with { Training = data };
        var initial = Paired(one.Initial);
        var theory = one.Theory with
        {
            Law = new InputLaw.Samples(lengths, lengths),
            HiddenUnits = initial.Architecture.HiddenUnits,
            LearningRate = one.Theory.LearningRate * 2,
            MislabelFraction = flips / (double)Copies,
            TrainingSamples = labels.Count,
        };
        problem = problem with { LearningRate = theory.LearningRate };
        // Steps in which the recursion is near its limits amplify rounding.
        if (HingeClock.InitialRate(theory with { MislabelFraction = 0 }) > 0.3) return;
        Follow(c, problem, initial, theory);
    }

    private static void Follow(Comparison c, TrainingProblem<double> problem, Parameters<double> initial, HingeProblem theory)
    {
        var workspace = new TrainingWorkspace<double>(1);
        var (state, axis) = (HingeTraining.Start(problem, initial, workspace), problem.Training.ReferenceDirection);
        var nodes = Nodes.Of(initial, axis);
        var moments = NetworkMoments.Of([.. nodes.Select(n => n.OuterWeight)], [.. nodes.Select(n => n.ParallelWeight)]);
        var unit = theory.Margin / theory.OutputScale / theory.OutputScale;
        var predicted = DiscreteClock.Solve(theory, [.. Enumerable.Range(0, HingeCase.Steps).Select(k => (long)k)], moments);
        var reach = ((InputLaw.Samples)theory.Law).Projections.Span.Largest();
        foreach (var expected in predicted)
        {
            var seen = HingeMeasurement.Observe(problem, state, workspace);
            // Overshooting past the start, where flipped labels may be satisfied, is left out of the recursion.
            if (expected.Step > 0 && expected.Covariance <= 0) return;
            // An example on the edge may fall to either side.
            if (((InputLaw.Samples)theory.Law).Projections.Span.ToArray().Any(x => Math.Abs(x - expected.SatisfactionEdge) < 1e-9 * x)) return;
            c.Near("drive", expected.Drive, seen.ParallelGradient, 0, 1e-9 * Math.Max(reach, Math.Abs(expected.Drive)));
            c.Near("perpendicular force", 0, seen.PerpendicularGradient, 0, 1e-9 * reach);
            c.Near("unsatisfied share", expected.UnsatisfiedFraction, seen.UnsatisfiedFraction, 0, 1e-9);
            c.Near("loss", expected.PopulationLoss, seen.TrainingLoss, 1e-9, 1e-9 * unit);
            c.Near("clock", expected.Clock, seen.MeasuredClock, 0, 1e-8);
            var deviation = Nodes.Deviation(state, axis, expected.Growth, expected.Decay);
            c.AtMost("distance of the units to their law", Math.Max(deviation.OuterWeights, deviation.ParallelWeights), 0, 1e-8);
            state = HingeTraining.Step(problem, workspace)(state);
        }
    }

    private static void Population(HingeCase one, Comparison c)
    {
        var nodes = Nodes.Of(one.Initial, one.Training.Training.ReferenceDirection);
        double[] a = [.. nodes.Select(n => n.OuterWeight)], w = [.. nodes.Select(n => n.ParallelWeight)];
        double Covariance() => a.Zip(w, (x, y) => x * y).Average();
        var (start, moments, problem) = (Covariance(), NetworkMoments.Of(a, w), one.Theory);
        var speed = problem.EffectiveRate / (problem.OutputScale * Math.Sqrt(problem.InputDimension));
        var (size, first) = (moments.Growing + moments.Decaying, nodes[0]);
        foreach (var predicted in DiscreteClock.Solve(problem, [.. Enumerable.Range(0, 20).Select(k => (long)k)], moments))
        {
            // Beyond stability, where flipped labels pull back by more than all there is, the recursion has no number.
            if (double.IsNaN(predicted.Covariance)) return;
            c.Near("covariance", Covariance() - start, predicted.Covariance, 1e-10, 1e-13 * size);
            var (outer, parallel) = new NodeLaw(predicted.Growth, predicted.Decay).Of(first.OuterWeight, first.ParallelWeight);
            c.Near("a", a[0], outer, 1e-10, 1e-12 * Math.Sqrt(size));
            c.Near("w", w[0], parallel, 1e-10, 1e-12 * Math.Sqrt(size));
            var gain = speed * predicted.Drive;
            for (var i = 0; i < a.Length; i++) (a[i], w[i]) = (a[i] + (gain * w[i]), w[i] + (gain * a[i]));
        }
    }

    private static Parameters<double> Paired(Parameters<double> initial)
    {
        double[] outer = [.. initial.OuterWeights.Span.ToArray().SelectMany(a => (double[])[a, -a])];
        double[] inner = [.. Enumerable.Range(0, initial.InnerWeights.Rows).SelectMany(i =>
            initial.InnerWeights.Row(i).ToArray().Concat(initial.InnerWeights.Row(i).ToArray().Select(w => -w)))];
        return new(DenseVector<double>.Copy(outer), DenseMatrix<double>.Copy(outer.Length, initial.InnerWeights.Columns, inner));
    }
}
