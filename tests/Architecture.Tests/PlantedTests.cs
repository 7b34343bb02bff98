namespace Pipelines.Architecture.Tests;

/// <summary>Each rule fails on code that breaks it inside a method's body, where reflection sees nothing.</summary>
public class PlantedTests
{
    private const string Root = "Pipelines.Architecture.Tests.Planted";

    [Fact]
    public void A_use_of_the_command_line_in_an_iterator_is_seen() => Assert.Equal(
        [$"{Root}.Results.Table uses {Root}.Cli.Verb"], Rules.Outsiders(References.Planted, $"{Root}.Cli", within: Root));

    [Fact]
    public void Folders_that_use_each_other_are_seen() => Assert.Equal(["Cli, Results"], Rules.Knots(References.Planted, Root));

    [Theory]
    [InlineData("InAMethod", "System.IO.File")]
    [InlineData("InALambda", "System.Diagnostics.Stopwatch")]
    [InlineData("InAnAsynchronousMethod", "System.Environment")]
    [InlineData("InAGenericMethod", "System.Console")]
    [InlineData("InAnIterator", "System.Random")]
    [InlineData("InALocalFunction", "System.DateTime")]
    [InlineData("InAConstructor", "System.Threading.Thread")]
    [InlineData("InAPattern", "System.Guid")]
    public void An_effect_is_seen(string place, string effect) =>
        Assert.Contains($"{Root}.Pure.{place} uses {effect}", Rules.Impure(References.Planted, $"{Root}.Pure"));

    [Fact]
    public void State_that_outlives_a_call_is_seen() => Assert.Equal(
        ["Cache", "Count", "Kept", "Last", "Shared", "Table"],
        Rules.AmbientState([typeof(Planted.Pure.Memory)]).Select(f => f[$"{Root}.Pure.Memory.".Length..]));
}
