using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>What docs/how-to/library.md says of exceptions and namespaces is so.</summary>
public class ExceptionTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "how-to", "library.md"));

    public static TheoryData<string, int> Codes => new()
    {
        { nameof(ExperimentException), ExitCode.Of(new ExperimentException([])) },
        { nameof(ForeignFolderException), ExitCode.Of(new ForeignFolderException("")) },
        { nameof(LockedFolderException), ExitCode.Of(new LockedFolderException("x")) },
        { nameof(OperationCanceledException), ExitCode.Of(new OperationCanceledException()) },
        { nameof(DamagedTableException), ExitCode.Of(new DamagedTableException("x", new InvalidDataException("y"))) },
        { nameof(DamagedArtifactException), ExitCode.Of(new DamagedArtifactException(Digest.Of("x"))) },
        { nameof(SchedulerException), ExitCode.Of(new SchedulerException("")) },
        { "other `IOException`, `UnauthorizedAccessException", ExitCode.Of(new UnauthorizedAccessException()) },
        { nameof(NondeterminismException), ExitCode.Of(new NondeterminismException(Digest.Of("x"), "stage")) },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_page_has_the_exit_code(string name, int code) =>
        Assert.Contains(Page.Split('\n'), l => l.StartsWith($"| {(name[0] == 'o' ? "" : "`")}{name}` |", StringComparison.Ordinal)
            && l.EndsWith($"| {code} |", StringComparison.Ordinal));

    [Fact]
    public void Every_reason_of_a_refusal_has_its_code() => Assert.Equal(
        [ExitCode.Usage, ExitCode.WillNotFit, ExitCode.Locked],
        Enum.GetValues<Refusal>().Select(r => ExitCode.Of(new RefusedException(r, ""))));

    [Fact]
    public void Every_public_exception_of_the_library_is_on_the_page_with_its_namespace()
    {
        foreach (var type in typeof(Experiment).Assembly.GetExportedTypes().Where(t => t.IsAssignableTo(typeof(Exception))))
        {
            Assert.Contains($"| `{type.Name}` |", Page, StringComparison.Ordinal);
            Assert.Contains(Page.Split('\n'), l => l.StartsWith($"| `{type.Namespace}` |", StringComparison.Ordinal)
                && l.Contains($"`{type.Name}`", StringComparison.Ordinal));
        }
    }
}
