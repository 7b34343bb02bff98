
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>One solution of the equations under way: a value that never changes; advancing returns the next.</summary>
internal interface ISolver
{
    /// <summary>How it ended; null while it goes on.</summary>
    Termination? Ending { get; }

    /// <summary>Share of the work done, in [0, 1]; an upper bound on what is left when the number of sweeps is open.</summary>
    double Fraction { get; }

    /// <summary>The rows found so far.</summary>
    OrderParameters Order { get; }

    /// <summary>Goes on by at most so many steps; stops early at the end.</summary>
    ISolver Advance(int steps, int threads);
}
