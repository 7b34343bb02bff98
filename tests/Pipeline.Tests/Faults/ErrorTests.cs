using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>The system refuses one operation: the run says so with exit code 74, loses nothing, and the same command finishes afterwards.</summary>
/// <remarks>Every operation; by default every second one for each error, so that each operation meets two or three of the five.</remarks>
public sealed class ErrorTests
{
    private const int Attempts = 400;

    /// <summary>As the runtime reports them on Linux.</summary>
    public static TheoryData<string, int, double> Errors => new()
    {
        { "No space left on device", 28, 0 },
        { "No space left on device, after a part", 28, 0.5 },
        { "Input/output error", 5, 0 },
        { "Too many open files", 24, 0 },
        { "Permission denied", 13, 0 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_at_any_operation_is_told_and_loses_nothing(string message, int number, double share)
    {
        var reference = ReferenceRun.NewDisk();
        Assert.Equal(ExitCode.Complete, (await RunAsync(reference)).Code);
        var expected = ReferenceRun.Repeatable(reference);
        var refused = 0;
        var (first, next) = Tier.IsDeep ? (0, 1) : ((number + (share > 0 ? 1 : 0)) % 3, 3);
        for (var at = first; at < Attempts; at += next)
        {
            Exception error = number == 13 ? new UnauthorizedAccessException(message) : new IOException(message, number);
            var disk = ReferenceRun.NewDisk();
            var files = new FaultyFileSystem(disk, (n, _) => n == at ? new Fault(error, Share: share) : Fault.None);
            var (code, text) = await RunAsync(files);
            Assert.True(code is ExitCode.InputOutput or ExitCode.Complete, $"exit {code} after an error at operation {at}: {text}");
            if (code == ExitCode.InputOutput)
            {
                refused++;
                Assert.Contains(message, text, StringComparison.Ordinal);
                var again = await RunAsync(disk);
                Assert.True(again.Code == ExitCode.Complete, $"exit {again.Code} of the second run after an error at operation {at}: {again.Text}");
            }
            ReferenceRun.AssertSame(expected, disk, $"{message} at operation {at}");
            if (files.Count <= at) break;
        }
        Assert.True(refused > 30, $"Only {refused} errors were noticed.");
    }

    private static async Task<(int Code, string Text)> RunAsync(Pipeline.Storage.Files.IFileSystem files)
    {
        using var text = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["run", ReferenceRun.Experiment, "--store", ReferenceRun.Store, "--results", "/project/results", "--threads", "1"], files,
            new(TextWriter.Null, text, false));
        return (code, text.ToString());
    }
}
