using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The real tool in pipes, without a home, on a full disk, under other locales: exit codes and streams are exact.</summary>
public sealed class StreamsTests : IDisposable
{
    private const char Escape = '\x1b';
    private const string Tiny = "tiny.yaml --set replicates=2 --store store --results results --threads 2";

    private readonly TemporaryFolder _folder = new();

    public StreamsTests() => File.Copy(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml"), _folder.File("tiny.yaml"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Data_goes_to_standard_output_and_everything_else_to_standard_error()
    {
        var run = Shell($"pipelines run {Tiny}");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            @"^(too few replicates clock .*\n){4}4 verdicts: 4 too few replicates\n"
                + @"8 points: 8 complete\. Results: results/tiny-hinge\n$", run.Output);
        Assert.Matches(@"\d+ %  \d+ of \d+ stages", run.Error);
        Assert.DoesNotContain(Escape, run.Output + run.Error);
        var quiet = Shell($"pipelines run {Tiny} --quiet");
        Assert.Equal((0, run.Output, ""), (quiet.ExitCode, quiet.Output, quiet.Error));
    }

    [Fact]
    public void A_closed_standard_output_is_said_and_the_results_are_there()
    {
        var run = Shell($"pipelines run {Tiny} -q >&-");
        Assert.Equal((ExitCode.InputOutput, "pipelines: standard output: it is closed.\n"), (run.ExitCode, run.Error));
        Assert.True(File.Exists(_folder.File("results/tiny-hinge/manifest.json")));
    }

    [Fact]
    public void With_every_stream_closed_it_still_works_and_damages_nothing()
    {
        var run = Shell($"pipelines run {Tiny} <&- >&- 2>&-");
        Assert.Equal(ExitCode.InputOutput, run.ExitCode);
        Assert.Equal(ExitCode.Complete, Shell($"pipelines plan {Tiny} --exit-code").ExitCode);
    }

    [Fact]
    public void A_reader_that_stops_early_is_no_error()
    {
        var tables = Shell("pipelines tables | head -1; echo ${PIPESTATUS[0]}");
        Assert.Equal(("# Result tables\n0\n", ""), (tables.Output, tables.Error));
    }

    [ProgramFact("bash")]
    public void A_full_disk_behind_standard_output_is_exit_74_with_a_message()
    {
        if (!File.Exists("/dev/full")) return;
        foreach (var verb in (string[])["tables", "schema", "doctor", "--help", "--version", "tables --json", "completion bash"])
        {
            var full = Shell($"pipelines {verb} > /dev/full");
            Assert.Equal((ExitCode.InputOutput, ""), (full.ExitCode, full.Output));
            Assert.StartsWith("pipelines: standard output: No space left on device", full.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Where_messages_go_makes_no_difference_to_the_exit_code()
    {
        foreach (var messages in (string[])["2>&-", "2>/dev/full"])
        {
            Assert.Equal(ExitCode.Usage, Shell($"pipelines rnu {messages}").ExitCode);
            Assert.Equal(ExitCode.Complete, Shell($"rm -rf store; pipelines run {Tiny} {messages}").ExitCode);
            Assert.Equal(ExitCode.InputOutput, Shell($"pipelines tables > /dev/full {messages}").ExitCode);
        }
    }

    [Fact]
    public void Neither_a_home_nor_any_other_variable_is_needed()
    {
        var run = Shell($"env -i \"$(command -v dotnet)\" '{ChildProcess.Program}' run {Tiny} -q");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [ProgramFact("setpriv")]
    public void A_folder_that_cannot_be_written_is_exit_74_with_its_name()
    {
        // Root may write anywhere, so the tool is run as somebody else, from a place that everybody may read.
        Shell("mkdir tool locked open && cp -r \"$(dirname '"
            + ChildProcess.Program
            + "')\"/. tool && chmod -R a+rX . && chmod a-w locked && chmod a+rwx open && chmod a+rx .");
        var asNobody = Environment.UserName == "root" ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
        foreach (var (store, results) in new[] { ("locked/store", "open/results"), ("open/store", "locked/results") })
        {
            var run = Shell($"{asNobody}dotnet tool/pipelines.dll run tiny.yaml -q --store {store} --results {results}");
            Assert.Equal((ExitCode.InputOutput, ""), (run.ExitCode, run.Output));
            Assert.Matches("(?s)^pipelines: .*locked.*denied", run.Error);
        }
        Assert.Equal(ExitCode.Complete, Shell($"{asNobody}dotnet tool/pipelines.dll plan tiny.yaml --store locked/store").ExitCode);
    }

    [Fact]
    public void An_experiment_file_that_is_a_folder_is_a_usage_error()
    {
        var folder = Shell("mkdir folder; pipelines run folder");
        Assert.Equal(ExitCode.Usage, folder.ExitCode);
        Assert.StartsWith("folder: error: This is a folder.", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_smuggle_escapes_into_the_output()
    {
        File.WriteAllText(_folder.File("evil.yaml"), $"experiment: a{Escape}[31m\nsystem: mean-field-hinge\n\"\\e[31m\": 1\n");
        foreach (var line in (string[])
            ["pipelines $'\\e[31m'", "pipelines run $'\\e[31mx'", "pipelines run evil.yaml", "pipelines run tiny.yaml --set $'a=\\e[31m'",
                "pipelines run tiny.yaml --set $'\\e[31m=1'", "pipelines run tiny.yaml $'--\\e[31m'"])
        {
            var run = Shell(line);
            Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
            Assert.DoesNotContain(Escape, run.Error);
        }
    }

    [ProgramFact("script")]
    public void A_terminal_gets_a_live_display_unless_it_is_dumb_or_colours_are_unwanted()
    {
        Assert.Contains($"{Escape}[", OnTerminal($"pipelines run {Tiny}", ("TERM", "xterm-256color"), ("NO_COLOR", "")), StringComparison.Ordinal);
        Assert.Contains($"{Escape}[?25l", OnTerminal(
            $"rm -rf store; pipelines run {Tiny}", ("TERM", "xterm-256color"), ("NO_COLOR", ""), ("GITHUB_ACTIONS", "true")),
            StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, OnTerminal($"pipelines run {Tiny}", ("TERM", "dumb"), ("NO_COLOR", "")));
        Assert.DoesNotContain(
            $"{Escape}[3", OnTerminal($"pipelines run {Tiny}", ("TERM", "xterm-256color"), ("NO_COLOR", "1")), StringComparison.Ordinal);
        OnTerminal($"pipelines run {Tiny} > out 2> messages", ("TERM", "xterm-256color"), ("NO_COLOR", ""));
        Assert.DoesNotContain(Escape, File.ReadAllText(_folder.File("out")) + File.ReadAllText(_folder.File("messages")));
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS")]
    [InlineData("GITLAB_CI")]
    [InlineData("TF_BUILD")]
    [InlineData("CI")]
    public void A_build_service_gets_no_escape_bytes_in_its_pipes(string variable)
    {
        var run = Shell($"pipelines run {Tiny}", (variable, "true"), ("TERM", "xterm-256color"));
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(Escape, run.Output + run.Error);
    }

    [Fact]
    public void A_terminal_that_is_gone_is_forgiven()
    {
        using var gone = new GoneTerminal();
        var writer = new TerminalOutput(TextWriter.Synchronized(new PlainWriter(gone, isData: false, isTerminal: true))).Writer;
        writer.Write('a');
        writer.Write("a");
        writer.WriteLine("a");
        writer.Flush();
    }

    private sealed class GoneTerminal : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Input/output error");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Input/output error");
    }

    [ProgramFact("libicuuc")]
    public void Every_culture_gives_the_same_bytes()
    {
        // The tool ignores cultures by its own configuration; here it is started with that taken away, so that a number written in the user's way
        // would show.
        var configuration = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(ChildProcess.Program, ".runtimeconfig.json")))!;
        configuration["runtimeOptions"]!["configProperties"]!["System.Globalization.Invariant"] = false;
        configuration["runtimeOptions"]!["configProperties"]!["System.Globalization.PredefinedCulturesOnly"] = false;
        File.WriteAllText(_folder.File("cultures.json"), configuration.ToJsonString());
        var script =
            $"exec() {{ env LC_ALL=$CULTURE LANG=$CULTURE dotnet exec --runtimeconfig cultures.json "
                + $"--depsfile '{Path.ChangeExtension(ChildProcess.Program, ".deps.json")}' '{ChildProcess.Program}' \"$@\"; }}\n"
            + $"rm -rf store results; exec plan {Tiny} && exec run {Tiny} -q && exec config tiny.yaml --origin --set training.learningRate=1.5 && "
            + $"exec check tiny.yaml --set training.learningRate=-1.5e-7";
        var reference = Shell(script, ("CULTURE", "C"));
        Assert.Equal(ExitCode.Usage, reference.ExitCode);
        Assert.Contains("learningRate cannot be -1.5", reference.Error, StringComparison.Ordinal);
        var digests = Digests();
        foreach (var culture in Faults.Tier.IsDeep ? (string[])["de_DE", "tr_TR", "ar_SA", "fa_IR"] : ["tr_TR", "fa_IR"])
        {
            Assert.Contains($"\"culture\": \"{culture.Replace('_', '-')}\"", Shell(
                $"{script.Split('\n')[0]}\nexec doctor --json", ("CULTURE", culture)).Output, StringComparison.Ordinal);
            var run = Shell(script, ("CULTURE", culture));
            Assert.Equal((reference.ExitCode, reference.Output, reference.Error), (run.ExitCode, run.Output, run.Error));
            Assert.Equal(digests, Digests());
        }
    }

    private ChildProcess.Finished Shell(string script, params IReadOnlyList<(string Name, string Value)> environment) =>
        ChildProcess.Shell(script, _folder.Path, environment);

    /// <summary>Everything that the line writes to the terminal that it is run on. Bash all the way: without SHELL, <c>script</c> would go through
    /// dash, which drops exported functions.</summary>
    private string OnTerminal(string line, params IReadOnlyList<(string Name, string Value)> environment) =>
        Shell($"SHELL=$BASH script -qec '{line}' /dev/null", environment).Output;

    private string[] Digests() =>
        [.. Directory.EnumerateFiles(_folder.File("results"), "*.parquet", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("timings.parquet", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];
}
