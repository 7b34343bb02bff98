using System.Collections.Immutable;

namespace Pipelines.Pipeline.Experiments;

/// <summary>One point of an experiment: everything that one run of its stages needs to know.</summary>
/// <param name="Index">Number of the point. Replicates are the outermost loop, so more replicates leave every number as it is.</param>
/// <param name="Configuration">Number of the combination of swept values; replicates of one combination share it.</param>
/// <param name="Replicate">From 0.</param>
/// <param name="Swept">Value of each swept setting, in the order of <see cref="ExperimentDefinition.Columns"/>: double, long, ulong, bool, string or
/// null.</param>
/// <param name="Settings">The system's settings record.</param>
/// <param name="Node">What the settings were read from, swept values in place; the origin of every value.</param>
internal sealed record Point(int Index, int Configuration, int Replicate, ImmutableArray<object?> Swept, object Settings, ConfigNode.Mapping Node);
