using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The completion scripts, sourced by the real shells.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ProgramFact("bash")]
    public void Bash_completes()
    {
        File.WriteAllText(_folder.File("script"), Tool.Run("completion", "bash").Output);
        File.WriteAllText(_folder.File("a b.yaml"), "");
        File.WriteAllText(_folder.File("c.txt"), "");
        Directory.CreateDirectory(_folder.File("sub"));
        Assert.Equal("collect cancel check config completion", Bash("pipelines c"));
        Assert.Equal("--set --store --strict --sbatch-arg", Bash("pipelines run --s"));
        Assert.Equal("script slurm", Bash("pipelines run x.yaml --on ''"));
        Assert.Equal("--json", Bash("pipelines tables --j"));
        Assert.Equal("network.hiddenUnits=", Bash("pipelines run x.yaml --set network.hiddenU"));
        Assert.Equal("network.hiddenUnits=", Bash("pipelines run x.yaml --set = network.hiddenU"));
        Assert.Equal("bash zsh", Bash("pipelines completion ''"));
        Assert.Equal("sub a b.yaml", Bash("pipelines run ''"));
        Assert.Equal("sub", Bash("pipelines run x.yaml --store ''"));
        Assert.Equal("", Bash("pipelines run x.yaml --threads ''"));
        Assert.Equal("", Bash("pipelines nonsense ''"));
    }

    /// <summary>Settings of another system are not offered for a file that names its own.</summary>
    [ProgramFact("bash")]
    public void Bash_offers_the_settings_of_the_system_that_the_file_names()
    {
        File.WriteAllText(_folder.File("script"), Tool.Run("completion", "bash").Output);
        File.WriteAllText(_folder.File("m.yaml"), "experiment: m\nsystem: 'gaussian-mixture' # G\nseed: 1\n");
        File.WriteAllText(_folder.File("h.yml"), "experiment: h\nsystem: mean-field-hinge");
        Assert.Equal("", Bash("pipelines run m.yaml --set network.hiddenU"));
        Assert.Equal("network.hiddenUnits=", Bash("pipelines run h.yml --set network.hiddenU"));
        Assert.Equal("training.batch.algorithm= training.batch.batchFraction=", Bash("pipelines run m.yaml --set training.batch.a")
            + " " + Bash("pipelines run m.yaml --set replicates=2 --set training.batch.batchF"));
        Assert.Equal("theory.samples=", Bash("pipelines run absent.yaml --set theory.sam"));
        Assert.Equal("mean-field-hinge", Bash("pipelines settings mean"));
    }

    [ProgramFact("bash")]
    public void Bash_finds_the_function_by_the_command_and_complains_about_nothing()
    {
        File.WriteAllText(_folder.File("script"), Tool.Run("completion", "bash").Output);
        var found = ChildProcess.Run("bash", ["--norc", "-c", "set -eu; source ./script; complete -p pipelines"], _folder.Path, []);
        Assert.Equal((0, "complete -F _pipelines pipelines\n", ""), (found.ExitCode, found.Output, found.Error));
    }

    [ProgramFact("zsh")]
    public void Zsh_completes()
    {
        File.WriteAllText(_folder.File("script"), Tool.Run("completion", "zsh").Output);
        File.WriteAllText(_folder.File("width.yaml"), "");
        Directory.CreateDirectory(_folder.File("sub"));
        Assert.Equal("pipelines completion ", Zsh("pipelines compl"));
        Assert.Equal("pipelines run --threads ", Zsh("pipelines run --thr"));
        Assert.Equal("pipelines run x.yaml --set network.hiddenUnits=", Zsh("pipelines run x.yaml --set network.hiddenU"));
        File.WriteAllText(_folder.File("mixture.yaml"), "system: \"gaussian-mixture\"\n");
        Assert.Equal("pipelines run mixture.yaml --set network.h", Zsh("pipelines run mixture.yaml --set network.h"));
        Assert.Equal("pipelines run mixture.yaml --set network.threshold=", Zsh("pipelines run mixture.yaml --set network.th"));
        Assert.Equal("pipelines completion zsh ", Zsh("pipelines completion z"));
        Assert.Equal("pipelines plan width.yaml ", Zsh("pipelines plan w"));
        Assert.Equal("pipelines plan width.yaml --store sub/", Zsh("pipelines plan width.yaml --store s"));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    public void The_scripts_know_every_verb(string shell)
    {
        var script = Tool.Run("completion", shell);
        Assert.Equal((ExitCode.Complete, ""), (script.Code, script.Error));
        var verbs = Tool.Run("--help").Output.Split("Verbs:\n")[1].Split("\n\n")[0].Split('\n').Where(l => l.Length > 2
            && l[2] != ' ').Select(l => l.Trim().Split(' ')[0]);
        Assert.All(verbs, v => Assert.Contains($"        {v}) ", script.Output, StringComparison.Ordinal));
    }

    /// <summary>What bash would offer for the last word.</summary>
    private string Bash(string line)
    {
        var call = $"source ./script; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _pipelines; echo -n \"${{COMPREPLY[*]}}\"";
        var finished = ChildProcess.Run("bash", ["--norc", "-c", call], _folder.Path, []);
        Assert.Equal("", finished.Error);
        return finished.Output;
    }

    /// <summary>What stands on zsh's line once TAB was typed behind it, in a terminal of its own; a key of ours then writes the line to a
    /// file.</summary>
    private string Zsh(string line)
    {
        const string Session = """
            zmodload zsh/zpty
            zpty shell 'TERM=xterm zsh -f -i'
            zpty -w shell "autoload -Uz compinit; compinit -u -D; source ./script; show() { print -r -- \"\$BUFFER\" > line.tmp; mv line.tmp line; }"
            zpty -w shell "zle -N show; bindkey '^X' show; echo rea''dy"
            zpty -r -m shell got '*ready*'
            rm -f line
            zpty -w -n shell "$1"$'\t\x18'
            for i in {1..100}; do [[ -f line ]] && break; sleep 0.1; done
            cat line
            zpty -d shell
            """;
        return ChildProcess.Run("timeout", ["30", "zsh", "-f", "-c", Session, "zsh", line], _folder.Path, []).Output.TrimEnd('\n');
    }
}
