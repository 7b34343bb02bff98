using System.Globalization;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>Files change behind the tool's back, between and during all verbs: right numbers or a complaint, and nothing of the user's is
/// lost.</summary>
public sealed class OutsideTests : IDisposable
{
    /// <summary>Most findings of a kind that a failure shows.</summary>
    private const int MostShown = 5;

    private readonly string _root = Directory.CreateTempSubdirectory("pipelines-outside-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Whatever_happens_outside_numbers_are_right_or_there_is_a_complaint_and_users_files_stay() =>
        Try(8, Tier.Trials(100, 2000), isProcess: false);

    [Fact]
    public void Whatever_happens_beside_a_process_numbers_are_right_or_there_is_a_complaint() => Try(9, Tier.Trials(4, 100), isProcess: true);

    [Fact]
    public void Every_version_of_every_scenario_ends_well_when_nothing_happens()
    {
        var clean = new CleanRuns(Path.Combine(_root, "clean"));
        foreach (var scenario in Scenario.All)
        {
            var runs = (from text in Enumerable.Range(0, 2)
                        from given in Enumerable.Range(0, scenario.Given.IsEmpty
                ? 1
                : 2)
                        select clean.Of(scenario.File, scenario.Inputs(text, given))!).ToList();
            Assert.All(runs, r => Assert.True(r.Code == ExitCode.Complete, r.Error));
            Assert.Equal(runs.Count, runs.Select(r => Convert.ToHexString(r.Files["points.parquet"])).Distinct().Count());
        }
    }

    private void Try(int test, IEnumerable<int> numbers, bool isProcess)
    {
        var (clean, starts) = (new CleanRuns(Path.Combine(_root, "clean")), new Starts(Path.Combine(_root, "world")));
        var findings = new List<Finding>();
        var (trials, failed) = (0, 0);
        foreach (var number in numbers)
        {
            var random = Tier.RandomOf(test, number);
            var scenario = Scenario.All[random.Next(Scenario.All.Length)];
            var all = starts.Of(scenario);
            var start = all[random.Next(all.Length)];
            var found = new Trial(number, random, World.Of(Path.Combine(_root, "world"), scenario, start.Now), start, clean, isProcess).Live();
            findings.AddRange(found);
            (trials, failed) = (trials + 1, failed + (found.Count > 0 ? 1 : 0));
        }
        Assert.True(failed == 0, string.Create(CultureInfo.InvariantCulture, $"{failed} of {trials} trials failed.\n{Table(findings)}"));
    }

    private static string Table(IEnumerable<Finding> findings) => string.Join('\n', findings.GroupBy(f => f.Kind).OrderByDescending(g => g.Count())
        .Select(g =>
            $"{g.Count()} x {g.Key}, in {g.Select(f => f.Trial).Distinct()
                .Count()} trials\n{string.Join('\n', g.Take(MostShown).Select(f => "    " + f.Text))}"));
}
