using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>How a run shows its progress on standard error.</summary>
internal static class RunDisplay
{
    /// <summary>Bytes that any machine has; a run that takes more says so.</summary>
    public const long MuchMemory = 500 << 20;

    /// <param name="streams">The streams of the process.</param>
    /// <param name="isQuiet">Only what is wrong.</param>
    public static IProgress<RunProgress> Of(Streams streams, bool isQuiet) =>
        isQuiet ? new NoticesOnly(streams.Error)
        : streams.IsTerminal ? new LiveProgress(Streams.Terminal(), streams.Error, TimeProvider.System)
        : new LineProgress(streams.Error, TimeProvider.System);

    private sealed class NoticesOnly(TextWriter error) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value is RunProgress.Notice notice) error.WriteLine(notice.Text);
        }
    }
}
