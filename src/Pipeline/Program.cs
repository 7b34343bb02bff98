using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage;

using var signals = new StopSignals();
var code = await CommandLine.RunAsync(args, new LocalFileSystem(), Streams.OfProcess(), signals.Token).ConfigureAwait(false);
return code == ExitCode.Interrupted ? signals.ExitCode : code;
