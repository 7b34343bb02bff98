using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary>What a verb works with: the files, the process's streams and the systems that this build knows.</summary>
internal sealed record CommandContext(IFileSystem Files, Streams Streams, Systems Systems);
