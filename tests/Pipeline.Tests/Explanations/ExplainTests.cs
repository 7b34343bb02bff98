using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Why something would run, and that nothing runs without a reason.</summary>
public sealed class ExplainTests : IDisposable
{
    private static readonly (string Path, string Written, string Line)[] Settings =
    [
        ("seed", "seed: 3", "x.yaml:3"), ("dataset.samples", "samples: 10", "x.yaml:5"), ("training.steps", "steps: 20", "x.yaml:6"),
        ("theory.order", "order: 2", "x.yaml:7"),
    ];

    private readonly TemporaryFolder _folder = new();

    public ExplainTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_has_been_computed_before_the_first_run()
    {
        var group = Assert.Single(Explain(new Toy(), "--stage", "toy-training"));
        Assert.Equal(("run", "first", 4), (group.Action, Assert.Single(group.Changes).Kind, group.Count));
        Run(new Toy());
        Assert.DoesNotContain("\"run\"", Execute(new Toy(), "explain", "--json").Output, StringComparison.Ordinal);
    }

    /// <summary>A run that was stopped before its first result, and one whose results are gone, have left nothing to compare with.</summary>
    [Fact]
    public void A_run_that_left_no_result_of_a_stage_is_nothing_to_compare_it_with()
    {
        Run(new Toy());
        Directory.Delete(_folder.File("store/segments"), recursive: true);
        var group = Assert.Single(Explain(new Toy(trainingVersion: 2), "--stage", "toy-training"));
        Assert.Equal(("run", "first", 4), (group.Action, Assert.Single(group.Changes).Kind, group.Count));
    }

    [Fact]
    public void A_changed_setting_is_named_with_both_values_and_its_line()
    {
        Run(new Toy());
        Edit("steps: 20", "steps: 30");
        var groups = Explain(new Toy());
        Assert.Equal(["training.steps 20 -> 30, x.yaml:6"], Sentences(groups, "toy-training"));
        Assert.Equal(["upstream stage toy-training changed", "training.steps 20 -> 30, x.yaml:6"], Sentences(groups, "check"));
        Assert.Equal("reuse", groups.Single(g => g.Stage == "toy-theory").Action);
        Assert.Contains("nearest: point 0 of toy, run ", Execute(new Toy(), "explain").Output, StringComparison.Ordinal);
    }

    /// <summary>Every other point of the sweep differs as much; the one that was there is meant.</summary>
    [Fact]
    public void An_edited_value_of_a_sweep_is_compared_with_the_one_in_its_place()
    {
        Run(new Toy());
        Edit("[0.05, 0.1]", "[0.05, 0.2]");
        Assert.Equal(["training.learningRate 0.1 -> 0.2, x.yaml:9"], Sentences(Explain(new Toy()), "toy-training"));
    }

    [Fact]
    public void Only_the_changes_that_concern_a_stage_are_named()
    {
        Run(new Toy());
        Edit("steps: 20", "steps: 30, margin: 2");
        Edit("order: 2", "order: 4");
        Edit("[0.05, 0.1]", "[0.05, 0.1, 0.2]");
        var groups = Explain(new Toy());
        Assert.Equal(["theory.order 2 -> 4, x.yaml:7"], Sentences(groups, "toy-theory"));
        Assert.All(groups.Where(g => g.Stage == "toy-training"), g => Assert.DoesNotContain(
            g.Changes, c => c.Sentence.Contains("order", StringComparison.Ordinal)));
        Assert.Contains(groups, g => g.Stage == "toy-training" && g.Changes.Any(c => c.Sentence == "training.margin 1 -> 2, x.yaml:6"));
        Assert.Contains(groups, g => g.Stage == "toy-training"
            && g.Points == "2, 5"
            && g.Changes.Any(c => c is { What: "training.learningRate", After: "0.2" }));
        Assert.All(Explain(new Toy(), "--point", "1"), g => Assert.Equal("1", g.Points));
    }

    [Fact]
    public void More_replicates_are_new_and_the_first_are_not_run_again()
    {
        Run(new Toy());
        var groups = Explain(new Toy(), "--set", "replicates=3");
        Assert.Equal(["upstream stage toy-dataset changed", "replicate 2 is new"], Sentences(groups, "toy-training"));
        Assert.Equal("4-5", groups.Single(g => g.Stage == "toy-training").Points);
    }

    [Fact]
    public void Another_version_of_a_stage_is_named_where_it_is_and_where_it_was()
    {
        Run(new Toy());
        Assert.Equal(["stage toy-training version 1 -> 4"], Sentences(Explain(new Toy(trainingVersion: 4)), "toy-training"));
        Assert.Equal(["upstream stage toy-training changed"], Sentences(Explain(new Toy(trainingVersion: 4)), "check"));
        Assert.Equal(["stage toy-dataset version 1 -> 2"], Sentences(Explain(new Toy(datasetVersion: 2)), "toy-training"));
        Edit("steps: 20", "steps: 30");
        Assert.Equal(["stage toy-training version 1 -> 4", "training.steps 20 -> 30, x.yaml:6"], Sentences(
            Explain(new Toy(trainingVersion: 4)), "toy-training"));
    }

    [Fact]
    public void A_given_file_with_other_bytes_is_named_with_its_line()
    {
        Run(new Toy());
        File.WriteAllText(_folder.File("given.csv"), "2");
        var change = Assert.Single(Explain(new Toy()).Single(g => g.Stage == "toy-training").Changes);
        Assert.Equal(("given-file", "given.csv", "x.yaml:5"), (change.Kind, change.What, change.Place));
        Assert.NotEqual(change.Before, change.After);
        File.WriteAllText(_folder.File("given.csv"), "1");
        Assert.Equal(ExitCode.Complete, Execute(new Toy(), "plan", "--exit-code").Code);
    }

    [Fact]
    public void A_changed_check_runs_the_checks_alone()
    {
        Run(new Toy());
        Edit("atMost: 1}", "atMost: 2}");
        var running = Explain(new Toy()).Where(g => g.Action == "run").ToList();
        Assert.Equal(["check small changed, x.yaml:11"], Assert.Single(running).Changes.Select(c => c.Sentence));
    }

    [Fact]
    public void A_result_that_was_asked_for_and_is_not_there_is_said_to_be_lost()
    {
        Run(new Toy());
        foreach (var file in Directory.GetFiles(_folder.File("store/segments"))) File.Delete(file);
        Assert.Contains("the run was stopped before it", Assert.Single(Explain(new Toy())
            .Single(g => g.Stage == "toy-theory").Changes).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_or_a_stage_that_does_not_exist_is_a_mistake()
    {
        Assert.Equal(ExitCode.Usage, Execute(new Toy(), "explain", "--point", "4").Code);
        Assert.Contains("there are toy-dataset, toy-training", Execute(new Toy(), "explain", "--stage", "no").Error, StringComparison.Ordinal);
    }

    /// <summary>Layout, comments, key order, spelling of numbers, written defaults, times of files, another folder: no key changes.</summary>
    [Fact]
    public void What_means_the_same_never_runs_again()
    {
        Run(new Toy());
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            File.WriteAllText(_folder.File("x.yaml"), Layout.Shuffle(Toy.Experiment, random));
            File.SetLastWriteTimeUtc(_folder.File("x.yaml"), DateTime.UnixEpoch.AddDays(random.Next(10000)));
            File.SetLastWriteTimeUtc(_folder.File("given.csv"), DateTime.UnixEpoch.AddDays(random.Next(10000)));
            var (code, output, error) = Execute(new Toy(), "plan", "--exit-code");
            return (code == ExitCode.Complete).Label($"{output}{error}{File.ReadAllText(_folder.File("x.yaml"))}");
        }).Check(Cases.Of(60));
        var elsewhere = Directory.CreateDirectory(_folder.File("elsewhere")).FullName;
        foreach (var name in (string[])["x.yaml", "given.csv"]) File.Copy(_folder.File(name), Path.Combine(elsewhere, name));
        Assert.Equal(
            ExitCode.Complete, new Toy().Run("plan", Path.Combine(elsewhere, "x.yaml"), "--store", _folder.File("store"), "--exit-code").Code);
    }

    /// <summary>Any set of settings with any other values: there is work, and exactly those settings are named.</summary>
    [Fact]
    public void What_means_something_else_always_runs_again_and_is_named()
    {
        Run(new Toy());
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var changed = Settings.Where(_ => random.Next(2) == 0).DefaultIfEmpty(Settings[random.Next(Settings.Length)]).ToList();
            var text = Toy.Experiment;
            foreach (var (_, written, _) in changed) text = text.Replace(
                written, $"{written.Split(':')[0]}: {random.Next(30, 1000)}", StringComparison.Ordinal);
            File.WriteAllText(_folder.File("x.yaml"), text);
            var named = Explain(new Toy()).SelectMany(g => g.Changes).Where(c => c.Kind == "setting").Select(c => (c.What, c.Place)).Distinct()
                .Order();
            return (Execute(new Toy(), "plan", "--exit-code").Code == ExitCode.WorkToDo
                && named.SequenceEqual(changed.Select(c => (c.Path, c.Line)).Order()))
                .Label($"{text}{string.Join(';', named)}");
        }).Check(Cases.Of(40));
    }

    private void Edit(string from, string to)
    {
        var text = File.ReadAllText(_folder.File("x.yaml"));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("x.yaml"), text.Replace(from, to, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Sentences(IEnumerable<Group> groups, string stage) =>
        groups.Where(g => g.Stage == stage && g.Action == "run").SelectMany(g => g.Changes)
            .Select(c => c.Sentence.Replace(Path.GetTempPath(), "", StringComparison.Ordinal)).Distinct();

    private void Run(Toy toy) => Assert.Equal(ExitCode.Complete, Execute(toy, "run", "-q", "--results", _folder.File("results")).Code);

    private List<Group> Explain(Toy toy, params string[] more)
    {
        var (code, output, error) = Execute(toy, ["explain", "--json", .. more]);
        Assert.True(code == ExitCode.Complete, error);
        var groups = JsonSerializer.Deserialize<Report>(output, JsonSerializerOptions.Web)!.Stages;
        return [.. groups.Select(g => g with { Changes = [.. g.Changes.Select(Relative)] })];
    }

    /// <summary>Names of files without the folder of this test.</summary>
    private Change Relative(Change change) => change with
    {
        Place = change.Place.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
        Sentence = change.Sentence.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
    };

    private (int Code, string Output, string Error) Execute(Toy toy, string verb, params string[] more) =>
        toy.Run([verb, _folder.File("x.yaml"), "--store", _folder.File("store"), "--threads", "1", .. more]);

    private (int Code, string Output, string Error) Execute(Toy toy, string[] verbAndMore) => Execute(toy, verbAndMore[0], verbAndMore[1..]);

    private sealed record Report(List<Group> Stages);

    private sealed record Group(string Stage, string Action, int Count, string Points, List<Change> Changes);

    private sealed record Change(string Kind, string What, string Before, string After, string Place, string Sentence);
}
