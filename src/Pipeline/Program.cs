using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage;

if (args is [ParquetServer.Argument]) return ParquetServer.Serve(Console.OpenStandardInput(), Console.OpenStandardOutput());
return await CommandLine.RunAsync(args).ConfigureAwait(false);
