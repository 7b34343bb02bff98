using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>A terminal with the live display that is closed while the run is at work: the display ends and the run does not.</summary>
public sealed class TerminalGoneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ProgramFact("script")]
    public void A_run_outlives_its_terminal() => Outlives("trap : HUP");

    [ProgramFact("script")]
    public void A_run_outlives_its_terminal_where_a_hang_up_is_ignored() => Outlives("trap '' HUP");

    private void Outlives(string before)
    {
        File.WriteAllText(_folder.File("long.yaml"), """
            experiment: long
            system: mean-field-hinge
            seed: 1
            replicates: 2
            dataset: {law: gaussian, inputDimension: 50, trainingSamples: 2000, testSamples: 100}
            network: {hiddenUnits: 100}
            training: {effectiveLearningRate: 1, steps: 1000}
            record: {log: 5}
            """);
        // "script" is the terminal; it is killed as soon as something was drawn. The run's exit code goes through a file, since nobody waits for it.
        var run = ChildProcess.Shell($$"""
            printf '%s\n' "{{before}}" 'pipelines run long.yaml --store store --results results --threads 1' 'echo $? > code' > inner.sh
            SHELL=$BASH TERM=xterm-256color script -qfc 'bash inner.sh' typescript > /dev/null 2>&1 < /dev/null & terminal=$!
            until grep -q hinge typescript 2> /dev/null || [ -s code ]; do sleep 0.1; done
            kill -9 $terminal
            until [ -s code ]; do sleep 0.1; done
            cat code
            """, _folder.Path);

        // 74: the summary had no terminal to go to. Before it was 134, an abort.
        Assert.Contains(run.Output.Trim(), (string[])["0", "74"]);
        Assert.True(File.Exists(_folder.File("results/long/manifest.json")), run.Output + run.Error);
    }

    [ProgramFact("bash")]
    public void A_hang_up_that_was_ignored_stays_ignored()
    {
        var run = ChildProcess.Shell($"""
            cp '{Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml")}' tiny.yaml
            trap '' HUP
            dotnet '{ChildProcess.Program}' run tiny.yaml --store store --results results 2> messages & run=$!
            until [ -s messages ]; do sleep 0.05; done
            kill -HUP $run
            wait $run; echo code $?
            """, _folder.Path);
        Assert.EndsWith("code 0\n", run.Output, StringComparison.Ordinal);
    }
}
