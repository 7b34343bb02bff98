using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;
using static Pipelines.Testing.Entries;

namespace Pipelines.Testing.MeanFieldHinge;

/// <summary>What holds for descent on any data: symmetries, and what follows from the form of the gradient.</summary>
internal static class HingeDescentInvariants
{
    private const string Paper = "Pellegrini and Biroli 2020, arXiv 2006.11209";
    private const string Rounding = "1e-9 of the largest weight: sums in another order, amplified a few times by eight steps";
    private const string Exact = "no bit: changes of sign and powers of two commute with rounding";

    public static ImmutableArray<HingeStatement> All { get; } =
    [
        Of("rotation-symmetry", "Turning inputs and inner weights around the reference direction turns the trained weights and changes nothing else.",
            "w_i -> O w_i, x_n -> O x_n with O w* = w*: a_i, w_i.w*, loss unchanged", $"{Paper}, section 3 (cylindrical symmetry)", Rounding,
            (one, c) => Turned(one, c, reflections: 2)),
        Of("reflection-symmetry", "Reflecting inputs and inner weights at a plane through the reference direction reflects the trained weights.",
            "the same with det O = -1", $"{Paper}, section 3", Rounding, (one, c) => Turned(one, c, reflections: 1)),
        Of("inversion-symmetry", "Inverting inputs and inner weights inverts the trained inner weights, bit for bit.",
            "x_n -> -x_n, w_i -> -w_i: a_i unchanged", $"{Paper}, eq. 1", Exact, Inverted),
        Of("label-symmetry", "Exchanging the classes and the signs of the outer weights changes the signs of the trained outer weights, bit for bit.",
            "y_n -> -y_n, a_i -> -a_i: w_i unchanged", $"{Paper}, eqs. 1 and 8", Exact, Relabelled),
        Of("permutation-of-samples", "The order of the examples does not matter.", "(x_n, y_n) -> (x_p(n), y_p(n))", $"{Paper}, eq. 8", Rounding,
            (one, c) => Same(one, c, one.On(one.Training.Training.Inputs.Rows(one.Trial.Permutation("order", Examples(one))),
                one.Training.Training.Labels.At(one.Trial.Permutation("order", Examples(one)))), one.Initial, [.. Enumerable.Range(0, Units(one))])),
        Of("permutation-of-neurons", "The order of the hidden units does not matter.", "(a_i, w_i) -> (a_p(i), w_p(i))", $"{Paper}, eq. 1", Rounding,
            (one, c) => Same(
                one, c, one.Training, Chosen(one, one.Trial.Permutation("order", Units(one))), one.Trial.Permutation("order", Units(one)))),
        Of("repetition-of-samples", "Repeating every example changes nothing: the loss is a mean.", "N -> 2N", $"{Paper}, eq. 8", Rounding,
            (one, c) => Same(one, c, one.On(one.Training.Training.Inputs.Rows(Twice(Examples(one))),
                one.Training.Training.Labels.At(Twice(Examples(one)))), one.Initial, [.. Enumerable.Range(0, Units(one))])),
        Of("repetition-of-neurons", "Repeating every hidden unit at twice the learning rate changes nothing: the output is a mean.",
            "M -> 2M, beta* -> 2 beta*", $"{Paper}, eqs. 1 and 7", Rounding,
            (one, c) => Same(one, c, one.Training with { LearningRate = 2 * one.Training.LearningRate }, Chosen(one, Twice(Units(one))),
                Twice(Units(one)))),
        Of("scaling-of-the-loss", "Doubling output scale, margin and learning rate changes no bit.", "(alpha, h, beta*) -> 2 (alpha, h, beta*)",
            $"{Paper}, eq. 8", Exact, Doubled),
        Of("scaling-of-layers", "A unit's size may be traded between its layers in the output.", "a sigma(w.x) = (a/c) sigma(c w.x), c > 0",
            $"{Paper}, eq. 1 (homogeneity of ReLU)", "1e-12 of the outputs: rounding", Traded),
        Of("euler-identity", "In every unit the force on the outer weight times it is the force on the inner weights along them:"
            + " the flow conserves a^2 - |w|^2.", "a dL/da = w.dL/dw, d(a^2 - |w|^2)/dt = 0",
            "Euler's theorem for functions of degree one", "1e-11 of the squares: rounding", Euler),
        Of("gradient-is-slope", "A step of descent is the learning rate times the slope of the measured loss.", "da_i = -beta* dL/da_i",
            $"{Paper}, eq. 7",
            "1e-4 of the largest slope in the median unit: central differences over 1e-6, exact but for a unit whose loss has a corner in between",
                SlopeOfLoss),
        Of("start",
            "At the start the subtracted outputs vanish: the loss is h lambda(0)/alpha^2, no example is satisfied, ties are half of the errors.",
            "f - f_0 = 0", $"{Paper}, eq. 8", "1e-12: rounding", Begins),
        Of("descent-descends", "A short step does not raise the training loss.", "L(t + 1) <= L(t), beta* -> 0", $"{Paper}, eq. 7",
            "1e-12 of the loss: rounding", Descends),
        Of("steps-add-up", "n + m steps are n steps, then m, and as many single steps; threads and buffers change no bit.",
            "theta(n + m) = Phi_m(Phi_n(theta))", "determinism", "no bit", AddUp),
    ];

    private static HingeStatement Of(
        string name, string statement, string equation, string source, string tolerance, Action<HingeCase, Comparison> check) =>
        new(name, statement, equation, source, tolerance, check, HingeCase.Small);

    private static void Turned(HingeCase one, Comparison c, int reflections)
    {
        var data = one.Training.Training;
        var turn = OrthogonalMap.Keeping(data.ReferenceDirection, one.Trial.Stream("turn"), reflections);
        var turned = one.On(turn.Of(data.Inputs), data.Labels);
        var (before, after) = (HingeCase.Run(one.Training, one.Initial),
            HingeCase.Run(turned, new(one.Initial.OuterWeights, turn.Of(one.Initial.InnerWeights))));
        if (!IsFinite(before)) return;
        var allowed = 1e-9 * Size(before);
        c.Near("outer weights", before.Parameters.OuterWeights.Span, after.Parameters.OuterWeights.Span, allowed);
        c.Near("inner weights", turn.Of(before.Parameters.InnerWeights).Span, after.Parameters.InnerWeights.Span, allowed);
        var (nodes, others) = (Nodes.Of(before.Parameters, data.ReferenceDirection), Nodes.Of(after.Parameters, data.ReferenceDirection));
        c.Near("w.w*", [.. nodes.Select(n => n.ParallelWeight)], [.. others.Select(n => n.ParallelWeight)], allowed);
        c.Near("|w_perp|", [.. nodes.Select(n => n.PerpendicularNorm)], [.. others.Select(n => n.PerpendicularNorm)], allowed);
        c.Near("loss", HingeCase.Observe(one.Training, before).TrainingLoss, HingeCase.Observe(turned, after).TrainingLoss, 1e-9,
            1e-9 * Start(one));
    }

    private static void Inverted(HingeCase one, Comparison c)
    {
        var data = one.Training.Training;
        var initial = new Parameters<double>(one.Initial.OuterWeights, one.Initial.InnerWeights.Map(w => -w));
        var (before, after) = (HingeCase.Run(one.Training, one.Initial), HingeCase.Run(one.On(data.Inputs.Map(x => -x), data.Labels), initial));
        if (!IsFinite(before)) return;
        c.Same("outer weights", before.Parameters.OuterWeights.Span, after.Parameters.OuterWeights.Span);
        c.Same("inner weights", before.Parameters.InnerWeights.Map(w => -w).Span, after.Parameters.InnerWeights.Span);
    }

    private static void Relabelled(HingeCase one, Comparison c)
    {
        var data = one.Training.Training;
        var initial = new Parameters<double>(one.Initial.OuterWeights.Map(a => -a), one.Initial.InnerWeights);
        var (before, after) = (HingeCase.Run(one.Training, one.Initial), HingeCase.Run(one.On(data.Inputs, data.Labels.Map(y => -y)), initial));
        if (!IsFinite(before)) return;
        c.Same("outer weights", before.Parameters.OuterWeights.Map(a => -a).Span, after.Parameters.OuterWeights.Span);
        c.Same("inner weights", before.Parameters.InnerWeights.Span, after.Parameters.InnerWeights.Span);
    }

    /// <summary>Another problem and start whose weights end as those of the case, with these of its units.</summary>
    private static void Same(HingeCase one, Comparison c, TrainingProblem<double> other, Parameters<double> initial, int[] units)
    {
        var (before, after) = (HingeCase.Run(one.Training, one.Initial), HingeCase.Run(other, initial));
        if (!IsFinite(before)) return;
        var allowed = 1e-9 * Size(before);
        c.Near("outer weights", before.Parameters.OuterWeights.At(units).Span, after.Parameters.OuterWeights.Span, allowed);
        c.Near("inner weights", before.Parameters.InnerWeights.Rows(units).Span, after.Parameters.InnerWeights.Span, allowed);
    }

    private static void Doubled(HingeCase one, Comparison c)
    {
        var (loss, rate) = (one.Training.Loss, one.Training.LearningRate);
        var twice = loss with { OutputScale = 2 * loss.OutputScale, Margin = 2 * loss.Margin };
        var doubled = one.Training with { Loss = twice, LearningRate = 2 * rate };
        var (before, after) = (HingeCase.Run(one.Training, one.Initial), HingeCase.Run(doubled, one.Initial));
        if (!IsFinite(before)) return;
        c.Same("outer weights", before.Parameters.OuterWeights.Span, after.Parameters.OuterWeights.Span);
        c.Same("inner weights", before.Parameters.InnerWeights.Span, after.Parameters.InnerWeights.Span);
    }

    private static void Traded(HingeCase one, Comparison c)
    {
        const double factor = 2.5;
        var state = HingeCase.Run(one.Training, one.Initial, 2);
        if (!IsFinite(state)) return;
        var p = state.Parameters;
        var traded = state with { Parameters = new(p.OuterWeights.Map(a => a / factor), p.InnerWeights.Map(w => factor * w)) };
        var (before, after) = (Outputs(one, state), Outputs(one, traded));
        c.Near("outputs", before, after, 1e-12 * (1 + before.Largest() + (Size(state) * Size(state) * InputSize(one))));
    }

    private static void Euler(HingeCase one, Comparison c) =>
        EachUnit(one, (a, da, w, dw, allowed) => c.Near("a da and w.dw", a * da, Dot(w, dw), 0, allowed));

    private static void SlopeOfLoss(HingeCase one, Comparison c)
    {
        const double width = 1e-6;
        var (problem, state) = (one.Training, HingeCase.Run(one.Training, one.Initial, 2));
        if (!IsFinite(state)) return;
        var p = state.Parameters;
        double Loss(int unit, double shift)
        {
            var outer = p.OuterWeights.Span.ToArray();
            outer[unit] += shift;
            return HingeCase.Observe(problem, state with { Parameters = new(DenseVector<double>.Copy(outer), p.InnerWeights) }).TrainingLoss;
        }
        var next = HingeTraining.Step(problem, new(1))(state).Parameters;
        double[] slopes = [.. Enumerable.Range(0, Units(one)).Select(i => (Loss(i, width) - Loss(i, -width)) / (2 * width))];
        double[] steps = [.. Enumerable.Range(0, Units(one)).Select(i => (p.OuterWeights[i] - next.OuterWeights[i]) / problem.LearningRate)];
        var errors = slopes.Zip(steps, (s, d) => Math.Abs(s - d)).Order().ToArray();
        var scale = InputSize(one) * Size(state) / (problem.Loss.OutputScale * Units(one) * Math.Sqrt(one.InputDimension));
        c.Near("slope in the median unit", 0, errors[errors.Length / 2], 0, (1e-4 * ((ReadOnlySpan<double>)slopes).Largest()) + (1e-6 * scale)
            + (1e-9 * Start(one)));
    }

    private static void Begins(HingeCase one, Comparison c)
    {
        var seen = HingeCase.Observe(one.Training, HingeCase.Run(one.Training, one.Initial, 0));
        c.Near("loss", Start(one), seen.TrainingLoss, 1e-12);
        c.Near("unsatisfied share", 1, seen.UnsatisfiedFraction, 0);
        c.Near("error with ties half", 0.5, seen.TrainingErrorTiesHalf, 0);
        c.Near("clock", 0, seen.MeasuredClock, 0, 1e-12);
    }

    private static void Descends(HingeCase one, Comparison c)
    {
        var problem = one.Training with { LearningRate = one.Training.LearningRate / 1000 };
        var state = HingeCase.Run(one.Training, one.Initial, 3);
        if (!IsFinite(state)) return;
        var next = HingeTraining.Step(problem, new(1))(state);
        var (before, after) = (HingeCase.Observe(problem, state).TrainingLoss, HingeCase.Observe(problem, next).TrainingLoss);
        // A run that has diverged would have ended.
        if (before > Termination.LargestGrowth * Start(one)) return;
        c.AtMost("loss after a short step", after, before, (1e-12 * before) + (1e-12 * Start(one)));
    }

    private static void AddUp(HingeCase one, Comparison c)
    {
        var batches = one.Settings.Training.BatchSize is { } size && size < Examples(one)
            ? one.Settings.Training.Shuffle
                ? new BatchSchedule.Shuffled(size, one.Trial.Stream("batches"))
                : (BatchSchedule)new BatchSchedule.InOrder(size)
            : new BatchSchedule.FullBatch();
        var problem = one.Training with { Batches = batches, TracksSatisfaction = true };
        var workspace = new TrainingWorkspace<double>(1);
        var start = HingeTraining.Start(problem, one.Initial, workspace);
        var steps = 1 + (int)(6 * one.Trial.Uniform("first steps"));
        var single = Enumerable.Range(0, HingeCase.Steps).Aggregate(start, (state, _) => HingeTraining.Step(problem, workspace)(state));
        if (!IsFinite(single)) return;
        var first = HingeTraining.Advance(problem, start, steps, workspace).State;
        c.Holds($"{steps} steps, then the rest", single.Equals(HingeTraining.Advance(problem, first, HingeCase.Steps - steps, workspace).State));
        c.Holds("the same on three threads", single.Equals(HingeTraining.Advance(problem, start, HingeCase.Steps, new(3)).State));
    }

    private delegate void UnitCheck(double a, double da, double[] w, double[] dw, double allowed);

    private static void EachUnit(HingeCase one, UnitCheck check)
    {
        var state = HingeCase.Run(one.Training, one.Initial, 3);
        if (!IsFinite(state)) return;
        var (p, q) = (state.Parameters, HingeTraining.Step(one.Training, new(1))(state).Parameters);
        for (var i = 0; i < Units(one); i++)
        {
            var (w, next) = (p.InnerWeights.Row(i).ToArray(), q.InnerWeights.Row(i).ToArray());
            var (a, da) = (p.OuterWeights[i], q.OuterWeights[i] - p.OuterWeights[i]);
            check(a, da, w, [.. next.Zip(w, (v, u) => v - u)], 1e-11 * ((a * a) + Dot(w, w) + Dot(next, next)));
        }
    }

    private static double[] Outputs(HingeCase one, TrainingState<double> state) =>
        HingeMeasurement.TrainingOutputs(one.Training, state, new(1)).Span.ToArray();

    private static Parameters<double> Chosen(HingeCase one, int[] units) =>
        new(one.Initial.OuterWeights.At(units), one.Initial.InnerWeights.Rows(units));

    private static int[] Twice(int count) => [.. Enumerable.Range(0, 2 * count).Select(i => i / 2)];

    private static int Examples(HingeCase one) => one.Training.Training.Examples;

    private static int Units(HingeCase one) => one.Settings.Network.HiddenUnits;

    private static double Start(HingeCase one) =>
        one.Training.Loss.Margin * one.Function.Value(0) / one.Training.Loss.OutputScale / one.Training.Loss.OutputScale;

    private static double InputSize(HingeCase one) => one.Training.Training.Inputs.Span.Largest();

    private static double Size(TrainingState<double> state) =>
        1e-3 + Math.Max(state.Parameters.OuterWeights.Span.Largest(), state.Parameters.InnerWeights.Span.Largest());

    private static bool IsFinite(TrainingState<double> state) =>
        HingeTraining.Divergence(state) is null && Size(state) < 1e3 * (1 + Size(new(0, state.Origin.Parameters, state.Origin, null)));
}
