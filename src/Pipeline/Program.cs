using System.Runtime.CompilerServices;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage;

if (OpenFiles.Problem() is { } problem)
{
    Console.Error.WriteLine(problem);
    return 74;
}
return Run(args);

// A method of its own: its libraries are loaded when it is called.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] args) => args is [ParquetServer.Argument]
    ? ParquetServer.Serve(Console.OpenStandardInput(), Console.OpenStandardOutput())
    : CommandLine.RunAsync(args).GetAwaiter().GetResult();
