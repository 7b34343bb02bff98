using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary><c>pipelines settings</c>: a list of systems, the page of one, one key with its neighbours.</summary>
public class SettingsCommandTests
{
    [Fact]
    public void Without_a_name_the_systems_are_listed()
    {
        var (code, output, error) = Tool.Run("settings");
        Assert.Equal((ExitCode.Complete, ""), (code, error));
        foreach (var name in (string[])["common", "mean-field-hinge", "gaussian-mixture", "quenching-activation"])
            Assert.Contains($"\n{name} ", output, StringComparison.Ordinal);
        Assert.Contains(
            " experiment, system, seed, title, description, replicates, extends, sweep, checks, figures ",
            output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_key_stands_with_its_neighbours()
    {
        var (code, output, error) = Tool.Run("settings", "training.batch.persistenceTime");
        Assert.Equal((ExitCode.Complete, ""), (code, error));
        Assert.StartsWith(
            """
            training.batch.persistenceTime of gaussian-mixture: Persistence time tau
              only of   algorithm: persistent-sgd
              symbol    tau
              unit      time
              values    number, above 0
              default   required
              example   persistenceTime: 2
              in a file training: {
            """, output, StringComparison.Ordinal);
        Assert.Contains("\nBeside it:\n", output, StringComparison.Ordinal);
        Assert.Contains("\nbatchFraction  number, above 0 and at most 1    required", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha", "dataset.sampleRatio of gaussian-mixture: ")]
    [InlineData("lambda", "training.ridge of gaussian-mixture: ")]
    public void A_key_is_found_by_the_letter_of_its_paper(string symbol, string said)
    {
        var (code, output, error) = Tool.Run("settings", symbol);
        Assert.Equal((ExitCode.Complete, ""), (code, error));
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_stands_with_what_is_in_it()
    {
        var (code, output, _) = Tool.Run("settings", "training.batch");
        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("\nIn training.batch:\n", output, StringComparison.Ordinal);
        Assert.Contains("(algorithm: sgd or persistent-sgd)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training.bacth", "did you mean 'training.batch'?")]
    [InlineData("gaussian-mixtur", "did you mean 'gaussian-mixture'?")]
    [InlineData("xyzzy", "There is no setting and no system 'xyzzy'.")]
    [InlineData("errorRatio", "it is a column of the table comparisonSummary: 'pipelines tables' describes it.")]
    public void An_unknown_name_is_refused_with_what_was_meant(string name, string said)
    {
        var (code, output, error) = Tool.Run("settings", name);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }
}
