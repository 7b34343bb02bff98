using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>What training does to one node: a + w_par is multiplied by a growth, a - w_par by a decay, w_perp stays.</summary>
/// <remarks>
/// Gradient flow: growth e^γ, decay e^-γ, which is a = a0 cosh γ + w0 sinh γ and w_par = w0 cosh γ + a0 sinh γ (Pellegrini and Biroli 2020, eq. 10).
/// Gradient descent: the products P_k, Q_k of <see cref="DescentState"/>.
/// </remarks>
/// <param name="Growth">Factor of a + w_par.</param>
/// <param name="Decay">Factor of a - w_par.</param>
public readonly record struct NodeLaw(double Growth, double Decay)
{
    /// <summary>The law of gradient flow at a clock γ.</summary>
    public static NodeLaw AtClock(double clock) => new(Elementary.Exp(clock), Elementary.Exp(-clock));

    /// <summary>The law of the lazy limit at a clock g = αγ, to first order in 1/α: a = a0 + w0 g/α, w_par = w0 + a0 g/α (eq. 16).</summary>
    public static NodeLaw AtLazyClock(HingeProblem problem, double clock)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(1 + (clock / problem.OutputScale), 1 - (clock / problem.OutputScale));
    }

    /// <summary>(a, w_par) of a node that started at the given values.</summary>
    public (double Outer, double Parallel) Of(double outer, double parallel)
    {
        var sum = Growth * (outer + parallel);
        var difference = Decay * (outer - parallel);
        return ((sum + difference) / 2, (sum - difference) / 2);
    }

    /// <summary>
    /// Population moments E[a²], E[w_par²] and E[a w_par] for the initial widths of a problem; cosh 2γ, cosh 2γ and sinh 2γ for unit widths.
    /// </summary>
    public (double Outer, double Parallel, double Cross) SecondMoments(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var (mean, half) = (problem.InitialMoment, ((problem.OuterWidth * problem.OuterWidth) - (problem.InnerWidth * problem.InnerWidth)) / 2);
        var even = mean * ((Growth * Growth) + (Decay * Decay)) / 2;
        var odd = half * Growth * Decay;
        return (even + odd, even - odd, mean * ((Growth * Growth) - (Decay * Decay)) / 2);
    }
}

/// <summary>Half the mean squares of a + w_par and a - w_par at the start: 1 and 1 in the limit, scattered around it for one given network.</summary>
/// <param name="Growing">P0 = mean((a + w_par)²)/2.</param>
/// <param name="Decaying">Q0 = mean((a - w_par)²)/2.</param>
public readonly record struct NetworkMoments(double Growing, double Decaying)
{
    /// <summary>The moments of one network.</summary>
    /// <param name="outer">a, one entry per node.</param>
    /// <param name="parallel">w_par = w*.w, one entry per node.</param>
    /// <exception cref="ArgumentException">No node, or different lengths.</exception>
    public static NetworkMoments Of(ReadOnlySpan<double> outer, ReadOnlySpan<double> parallel)
    {
        if (outer.IsEmpty || outer.Length != parallel.Length)
            throw new ArgumentException($"{outer.Length} outer weights do not match {parallel.Length} parallel inner weights.", nameof(parallel));
        var (growing, decaying) = (0.0, 0.0);
        for (var i = 0; i < outer.Length; i++)
        {
            var (sum, difference) = (outer[i] + parallel[i], outer[i] - parallel[i]);
            growing += sum * sum;
            decaying += difference * difference;
        }
        return new(growing / (2 * outer.Length), decaying / (2 * outer.Length));
    }

    /// <summary>The moments of the problem's initial law.</summary>
    public static NetworkMoments Of(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(problem.InitialMoment, problem.InitialMoment);
    }
}
