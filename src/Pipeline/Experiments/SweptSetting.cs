using System.Collections.Immutable;

namespace Pipelines.Pipeline.Experiments;

/// <summary>One setting of a sweep.</summary>
/// <param name="Path">Dotted, e.g. <c>training.learningRate</c>; also the name of its column in result tables.</param>
/// <param name="Keys">The path's parts.</param>
/// <param name="Mark">Where the sweep names it.</param>
/// <param name="Values">What it becomes.</param>
internal sealed record SweptSetting(string Path, ImmutableArray<string> Keys, SourceLocation Mark, SweepValues Values);
