using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>What a run asked for: what keeps results from being collected, and what later runs are compared with.</summary>
/// <param name="Id">Name of the run, also in the manifest of its results.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="Settings">The experiment with its overrides, as text.</param>
/// <param name="Results">Full path of the folder of its results.</param>
/// <param name="Started">When it started.</param>
/// <param name="Keys">Keys of the results that it uses, point after point.</param>
public sealed record RunRecord(
    string Id, string Experiment, string System, string Settings, string Results, DateTimeOffset Started, ImmutableArray<Digest> Keys)
{
    /// <summary>Full path of the folder that the given files of the experiment are relative to; empty in records of earlier versions of the
    /// tool.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Keys without a stored result when the run ended; null while it has not, after a crash, and in records of earlier versions of the
    /// tool.</summary>
    public ImmutableArray<Digest>? Unfinished { get; init; }
}
