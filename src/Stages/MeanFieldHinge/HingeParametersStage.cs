using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Reads the initial parameters that are given, once for all points that start from them.</summary>
internal static class HingeParametersStage
{
    public static StageIdentity Stage { get; } = new("hinge-parameters", 1, StageRole.Generation);

    /// <summary>What the parameters depend on; not where the file lies.</summary>
    [WrittenAs("HingeParametersStage.Identity")]
    private sealed record Reads([WrittenAs("File")] GivenFile File, [WrittenAs("Precision")] Precision Precision);

    /// <param name="file">The file; it exists.</param>
    /// <param name="hiddenUnits">M, for the estimate of memory.</param>
    /// <param name="inputDimension">d, likewise.</param>
    public static ValueNode<Parameters<T>> Node<T>(GivenFile file, int hiddenUnits, int inputDimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = (long)hiddenUnits * (inputDimension + 1);
        var precision = typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;
        return ValueNode.Of<Reads, Parameters<T>>(
            Stage, new(file, precision), [],
            new Cost(2.0 * numbers, file.TableBytes(numbers) + (numbers * Unsafe.SizeOf<T>()), 0),
            static (reads, _, _) => new Result<Parameters<T>>.Done(reads.File.Made(t => GivenExamples.Network<T>(t, "outerWeight"))));
    }
}
