using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>How the clock equation is solved.</summary>
public abstract record HingeMethod
{
    private HingeMethod() { }

    /// <summary>t(γ) by adaptive quadrature, inverted by safeguarded Newton: full precision at any time, the default.</summary>
    public sealed record Quadrature : HingeMethod;

    /// <summary>Time stepping with the embedded Dormand-Prince pair 5(4): the independent check.</summary>
    /// <param name="RelativeTolerance">Error allowed per step, relative to γ.</param>
    public sealed record RungeKutta(double RelativeTolerance = 1e-12) : HingeMethod
    {
        public double RelativeTolerance { get; init => field = Require.Positive(value, nameof(RelativeTolerance)); }
            = Require.Positive(RelativeTolerance, nameof(RelativeTolerance));
    }

    public T Match<T>(Func<Quadrature, T> quadrature, Func<RungeKutta, T> rungeKutta)
    {
        ArgumentNullException.ThrowIfNull(quadrature);
        ArgumentNullException.ThrowIfNull(rungeKutta);
        return this switch
        {
            Quadrature m => quadrature(m),
            RungeKutta m => rungeKutta(m),
            _ => throw new UnreachableException(),
        };
    }
}
