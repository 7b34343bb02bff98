namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What was asked for cannot be written to standard output: a full device, a closed stream. (A reader that has read enough is no
/// error.)</summary>
internal sealed class StandardOutputException(string message, Exception inner) : IOException(message, inner);
