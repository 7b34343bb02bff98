using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Pipelines.Benchmarks.Races;

namespace Pipelines.Benchmarks;

/// <summary><c>race NAME key=value ...</c> is our side of a race with another program, <c>points TOOL</c> measures a sweep of trivial points;
/// anything else goes to BenchmarkDotNet.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is ["race", var name, .. var given])
        {
            var settings = RaceSettings.Parse(given);
            var warming = TimeSpan.FromSeconds(settings.Number("warm", 2));
            return Contestant.Serve(Catalogue.Create(name, settings), warming);
        }

        if (arguments is ["points", var tool, .. var count])
            return Points.Run(tool, count is [var points] ? int.Parse(points, System.Globalization.CultureInfo.InvariantCulture) : 100_000);

        // In this process: a generated project would have to find its way around the assembly's name and the shared build properties.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, ManualConfig.Create(DefaultConfig.Instance).AddJob(job));
        return 0;
    }
}
