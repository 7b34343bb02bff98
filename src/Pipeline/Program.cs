using System.Runtime.CompilerServices;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Given;

return OpenFiles.Refuses() ? ExitCode.InputOutput : Run(args);

// A method of its own: its libraries are loaded when it is called.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] args) => args is [ParquetServer.Argument]
    ? ParquetServer.Serve(Console.OpenStandardInput(), Console.OpenStandardOutput())
    : CommandLine.RunAsync(args).GetAwaiter().GetResult();
