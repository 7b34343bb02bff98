
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge;

/// <summary>A network with one hidden layer: d inputs, M hidden units, one output.</summary>
public sealed record Architecture(int InputDimension, int HiddenUnits)
{
    public int InputDimension { get; init => field = Require.Positive(value, nameof(InputDimension)); }
        = Require.Positive(InputDimension, nameof(InputDimension));

    public int HiddenUnits { get; init => field = Require.Positive(value, nameof(HiddenUnits)); }
        = Require.Positive(HiddenUnits, nameof(HiddenUnits));
}
