namespace Pipelines.Model.MeanFieldHinge.Theory;

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
