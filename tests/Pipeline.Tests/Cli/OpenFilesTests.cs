using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>A limit of open files that is too low is said before the runtime breaks on it.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(255)]
    public void A_limit_that_is_too_low_is_said_and_not_a_trace(int limit)
    {
        var run = ChildProcess.Shell($"ulimit -n {limit}; pipelines doctor", RepositoryFiles.Root);
        Assert.Equal(
            (ExitCode.InputOutput, "", $"pipelines: a process may have {limit} files open here, and this one needs 256: raise the limit, as in "
                + "'ulimit -n 1024'.\n"),
            (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("Max open files            32                   1048576              files", true)]
    [InlineData("Max open files            256                  1048576              files", false)]
    [InlineData("Max open files            unlimited            unlimited            files", false)]
    [InlineData("Max open files", false)]
    [InlineData("", false)]
    public void The_limit_that_holds_is_the_first_of_the_two(string line, bool isLow) =>
        Assert.Equal(isLow, OpenFiles.Problem($"Limit  Soft Limit  Hard Limit  Units\n{line}\nMax locked memory 1 1 bytes\n") is not null);
}
