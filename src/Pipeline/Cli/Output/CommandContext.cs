using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What a verb works with: the files, the process's streams and the systems that this build knows.</summary>
internal sealed record CommandContext(IFileSystem Files, Streams Streams, Systems Systems)
{
    /// <summary>The project of a verb without options about one.</summary>
    public Project Project => new() { Files = Files, Systems = Systems, IsChecked = true };

    /// <summary>Sentences of the library to standard error, at once and in order.</summary>
    public IProgress<string> Notices => new ErrorLines(Streams.Error);

    private sealed class ErrorLines(TextWriter error) : IProgress<string>
    {
        public void Report(string value) => error.WriteLine(value);
    }
}
