using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage;

return await CommandLine.RunAsync(args, new LocalFileSystem(), Streams.OfProcess()).ConfigureAwait(false);
