using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The examples of one point.</summary>
/// <param name="Training">Trained on.</param>
/// <param name="Test">Tested on; null when none were asked for.</param>
public sealed record HingeData<T>(LabelledDataset<T> Training, LabelledDataset<T>? Test)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
