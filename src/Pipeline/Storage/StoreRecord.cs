using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Where the bytes of a result are.</summary>
/// <param name="File">Name within the store, e.g. <c>segments/….segment</c>.</param>
/// <param name="Offset">Position of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record Place(string File, long Offset, long Length);

/// <summary>What makes a result finished: who it is, where it is, and what its bytes hash to.</summary>
/// <param name="Key">Key of the stage.</param>
/// <param name="Content">SHA-256 of the bytes.</param>
/// <param name="Place">Where they are.</param>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsFailure">It is a failure that repeats (diverged, refused): known without reading it, because a plan asks.</param>
public sealed record StoreRecord(Digest Key, Digest Content, Place Place, string Stage, int Version, bool IsFailure);
