using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Descent = Pipelines.Testing.GaussianMixture.MixtureDescentInvariants;
using Theory = Pipelines.Testing.GaussianMixture.MixtureTheoryInvariants;

namespace Pipelines.Testing.GaussianMixture;

/// <summary>What holds for centres in several directions and clusters of unequal noise; one direction is a case of it.</summary>
internal static class MixtureDirectionInvariants
{
    private const string Directions = "docs/explanation/theory/mixtures-in-several-directions.md";

    public static ImmutableArray<MixtureStatement> All { get; } =
    [
        new("rotation-of-the-centres", "Turning the centres turns the overlaps and changes nothing else.",
            "c -> O c, m(0) -> O m(0): m -> O m; x -> Q x, w(0) -> Q w(0), Q = O on the span of the directions",
            Directions, "1e-8 of the largest weight: sums in another order, amplified by eight stable steps", TurnedCentres),
        new("order-of-the-clusters", "Which cluster is listed first does not matter to the error of any weights.", "eps = sum_c p_c eps_c",
            Directions, "1e-14: rounding", Reordering),
        new("exact-symmetries", "The closed form of the quadratic loss turns with the centres, knows no order of clusters, no coordinate of zeros.",
            "c -> O c, m_0 -> O m_0: m -> O m; K directions are a case of K + 1", Directions, "1e-9 of the norm: rounding", ExactSymmetries),
        new("turned-theory", "The march agrees with that of turned centres.", "c -> O c, m_0 -> O m_0", Directions,
            "ten standard errors of four solutions and 5e-3 of the observable", TurnedTheory),
        new("unit-of-noise", "The noise level of the data set means nothing where every cluster has one of its own.",
            "x = sqrt(nu) x^, nu = Delta_c/Delta for any Delta", Directions,
            "1e-7 of the norm, with exact tangents: rounding over four steps", UnitOfNoise),
    ];

    /// <summary>A reflection of the centre space, at the plane across n: 1 - 2 n nᵀ in R^K and, along the directions, in R^d.</summary>
    private static void TurnedCentres(MixtureCase one, Comparison c)
    {
        var (simulation, weights) = one.Explicit();
        var (normal, axes) = (Normal(one), one.Axes());
        double[] wide = [.. Enumerable.Range(0, one.Dimension).Select(i => normal.Select((n, a) => n * axes[a][i]).Sum())];
        var (turn, turnAll) = (Reflection(normal), Reflection(wide));
        var data = simulation.Data;
        var inputs = DenseMatrix<double>.Copy(data.Samples, one.Dimension,
            [.. Enumerable.Range(0, data.Samples).SelectMany(row => turnAll(DenseVector<double>.Copy(data.Inputs.Row(row))).Span.ToArray())]);
        var problem = simulation.Problem with { Mixture = Turned(simulation.Problem.Mixture, turn) };
        var turned = new MixtureSimulation<double>(problem, new(inputs, data.Labels), simulation.Key);
        var (end, other) = (MixtureCase.Run(simulation, weights), MixtureCase.Run(turned, turnAll(weights)));
        if (!Descent.IsTame(end)) return;
        c.Near("overlaps", turn(DenseVector<double>.Copy(Descent.Overlaps(one, end))).Span, Descent.Overlaps(one, other),
            1e-8 * (1 + end.Span.Largest()));
        var (seen, there) = (MixtureCase.Observe(simulation, end), MixtureCase.Observe(turned, other));
        c.Near("loss", seen.TrainingLoss, there.TrainingLoss, 1e-8, 1e-8);
        c.Near("norm", seen.SquaredNorm, there.SquaredNorm, 1e-8, 1e-8);
        c.Near("error", seen.GeneralisationError, there.GeneralisationError, 0, 1e-7);
    }

    private static void Reordering(MixtureCase one, Comparison c)
    {
        var (problem, order) = (one.Problem, one.Trial.Permutation("clusters", one.Problem.Mixture.Components.Length));
        var other = problem with { Mixture = new([.. order.Select(i => problem.Mixture.Components[i])]) };
        var overlaps = one.Start(Descent.Overlap(one));
        c.Near("error", GeneralisationError.Of(problem, overlaps.Span, 0.7), GeneralisationError.Of(other, overlaps.Span, 0.7), 0, 1e-14);
    }

    private static void ExactSymmetries(MixtureCase one, Comparison c)
    {
        var problem = one.Problem with
        {
            Loss = new MixtureLoss.Quadratic(),
            Batch = new BatchRule.Full(),
            Activation = new MixtureActivation.Linear(),
        };
        if (StepStability.Of(problem) is not { IsBounded: true }) return;
        var (start, turn, mixture) = (one.Start(MixtureCase.Overlap), Reflection(Normal(one)), problem.Mixture.Components);
        var solution = Closed(problem, start);
        double[] overlaps = OverlapsOf(solution);
        var turned = Closed(problem with { Mixture = Turned(problem.Mixture, turn) }, turn(start));
        c.Near("turned overlaps", turn(DenseVector<double>.Copy(overlaps)).Span, OverlapsOf(turned), 1e-9 * (1 + Theory.Size(solution)));
        Same("turned", turned);
        Same("in another order", Closed(problem with { Mixture = new([.. mixture.Reverse()]) }, start));
        if (one.Directions == Mixture.MostDirections) return;
        static DenseVector<double> Longer(DenseVector<double> vector) => DenseVector<double>.Copy([.. vector.Span, 0]);
        var longer = Closed(problem with { Mixture = new([.. mixture.Select(k => k with { Centre = Longer(k.Centre) })]) }, Longer(start));
        c.Near("overlaps with a coordinate of zeros", [.. overlaps, 0], OverlapsOf(longer), 1e-9 * (1 + Theory.Size(solution)));
        Same("with a coordinate of zeros", longer);

        DmftSolution Closed(MixtureProblem of, DenseVector<double> from) =>
            DmftSolver.Solve(new(of, new DmftStart.Fixed(from), MixtureCase.Steps), new DmftMethod.ExactQuadratic(), one.Trial.Stream("exact"), 1);

        void Same(string what, DmftSolution other)
        {
            foreach (var (a, b) in solution.Points.Zip(other.Points))
            {
                c.Near($"norm {what}", a.SquaredNorm.Mean, b.SquaredNorm.Mean, 0, 1e-9 * (1 + Theory.Size(solution)));
                c.Near($"error {what}", a.GeneralisationError.Mean, b.GeneralisationError.Mean, 0, 1e-7);
                c.Near($"accuracy {what}", a.TrainingAccuracy.Mean, b.TrainingAccuracy.Mean, 0, 1e-6);
                c.Near($"training loss {what}", a.TrainingLoss.Mean, b.TrainingLoss.Mean, 1e-9, 1e-9 * (1 + Theory.Size(solution)));
            }
        }
    }

    private static void TurnedTheory(MixtureCase one, Comparison c)
    {
        if (one.Directions == 1) return;
        var (turn, start) = (Reflection(Normal(one)), one.Start(MixtureCase.Overlap));
        Theory.Agree(c, one.Solve(one.Problem, start, samples: 1024, replicates: 4),
            one.Solve(one.Problem with { Mixture = Turned(one.Problem.Mixture, turn) }, turn(start), samples: 1024, replicates: 4));
    }

    private static void UnitOfNoise(MixtureCase one, Comparison c)
    {
        // Masks would be drawn along the order of the pre-activations, which rounding can change where two are equal.
        var problem = one.Problem with { Batch = new BatchRule.Full() };
        var named = new Mixture([.. problem.Mixture.Components.Select(k => k with { NoiseLevel = k.NoiseLevel ?? problem.NoiseLevel })]);
        DmftSolution With(double noise) =>
            one.Solve(problem with { Mixture = named, NoiseLevel = noise }, steps: 4, samples: 64, tangents: new TangentRule.Exact());
        var (solution, other) = (With(problem.NoiseLevel), With(3 * problem.NoiseLevel));
        if (!Theory.IsTame(solution)) return;
        foreach (var (a, b) in solution.Points.Zip(other.Points))
        {
            c.Near("overlap", a.Magnetization.Mean, b.Magnetization.Mean, 0, 1e-7 * (1 + Theory.Size(solution)));
            c.Near("norm", a.SquaredNorm.Mean, b.SquaredNorm.Mean, 0, 1e-7 * (1 + Theory.Size(solution)));
            c.Near("curvature", a.Curvature.Mean, b.Curvature.Mean, 0, 1e-7 * (1 + Theory.Size(solution) + Math.Abs(a.Curvature.Mean)));
        }
    }

    /// <summary>A random vector of the centre space.</summary>
    private static double[] Normal(MixtureCase one)
    {
        var normal = new double[one.Directions];
        Gaussian.FillInto(one.Trial.Stream("normal"), 0, normal);
        return normal;
    }

    /// <summary>The reflection at the plane across a vector.</summary>
    private static Func<DenseVector<double>, DenseVector<double>> Reflection(double[] normal)
    {
        var square = normal.Sum(n => n * n);
        return vector =>
        {
            var along = vector.Span.ToArray().Zip(normal, (x, n) => x * n).Sum() / square;
            return DenseVector<double>.Copy([.. vector.Span.ToArray().Zip(normal, (x, n) => x - (2 * along * n))]);
        };
    }

    private static Mixture Turned(Mixture mixture, Func<DenseVector<double>, DenseVector<double>> turn) =>
        new([.. mixture.Components.Select(k => k with { Centre = turn(k.Centre) })]);

    /// <summary>The overlaps at the end.</summary>
    private static double[] OverlapsOf(DmftSolution solution) =>
        solution.Points[^1].Directions is { } each ? each.Overlaps.Span.ToArray() : [solution.Points[^1].Magnetization.Mean];
}
