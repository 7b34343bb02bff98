using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Second moments over units of a network's start, in the coordinates A = a + w_par and B = a - w_par that the dynamics keeps
/// apart.</summary>
/// <param name="Growing">Mean of A(0)²; 2 on average.</param>
/// <param name="Decaying">Mean of B(0)²; 2 on average.</param>
/// <param name="Mixed">Mean of A(0) B(0); 0 on average.</param>
public readonly record struct InitialMoments(double Growing, double Decaying, double Mixed)
{
    public static InitialMoments Of<T>(Parameters<T> initial, DenseVector<double> referenceDirection)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (growing, decaying, mixed) = (0.0, 0.0, 0.0);
        var nodes = Nodes.Of(initial, referenceDirection);
        foreach (var node in nodes)
        {
            var (sum, difference) = (node.OuterWeight + node.ParallelWeight, node.OuterWeight - node.ParallelWeight);
            growing += sum * sum;
            decaying += difference * difference;
            mixed += sum * difference;
        }
        return new(growing / nodes.Length, decaying / nodes.Length, mixed / nodes.Length);
    }
}
