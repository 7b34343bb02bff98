using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Who gets a figure has not seen what the run said.</summary>
public sealed class RunNotesTests
{
    private const string Unbounded = "learningRate times the curvature is 2.5, above 2: the weights grow without bound. (3 of 8 points: 1 to 3)";
    private const string Indicative = "The examples come from files: the theory is indicative only. (8 of 8 points)";

    private static readonly Noted Tables = new(new TablesInMemory(
        TablesInMemory.Points("width", 1, 2),
        TablesInMemory.Of("theory", ("point", [0, 1]), ("replicate", [0, 0]), ("width", [1, 2]), ("time", [1, 1]), ("y", [3, 4])),
        TablesInMemory.Of("trajectory", ("point", [0, 1]), ("replicate", [0, 0]), ("width", [1, 2]), ("time", [1, 1]), ("y", [3, 4]))));

    [Theory]
    [InlineData("trajectory", "Noted: learningRate times the curvature is 2.5, above 2: the weights grow without bound (3 of 8 points: 1 to 3).")]
    [InlineData("theory", "Noted: learningRate times the curvature is 2.5, above 2: the weights grow without bound (3 of 8 points: 1 to 3); "
        + "The examples come from files: the theory is indicative only (8 of 8 points).")]
    public void A_caption_says_what_the_run_noted_of_the_tables_that_are_drawn(string table, string note)
    {
        var layer = new LayerSettings(Draw.Points, table, "y", By: [], Where: []);
        var figure = new FigureMaker(Tables with { Said = [Unbounded, Indicative] }, null)
            .Make(new("f", [new([layer], Rules: [], Checks: [], Insets: [])], Checks: []));
        Assert.Contains(note, figure.Notes);
    }

    [Fact]
    public void Of_a_note_the_first_sentence_is_enough()
    {
        var layer = new LayerSettings(Draw.Points, "trajectory", "y", By: [], Where: []);
        string Caption(params ImmutableArray<string> said) => string.Join(' ', RunNotes.Of(
            Tables with { Said = said }, new("f", [new([layer], Rules: [], Checks: [], Insets: [])], Checks: [])));
        Assert.Equal("Noted: One of 0.5 is few.", Caption("One of 0.5 is few. Take more."));
        Assert.Equal("", Caption());
        Assert.Equal("", Caption("The table theory is held against that of trajectory."));
        Assert.Equal("Noted: a; b; c; and 1 more.", Caption("a", "b", "c", "d"));
    }

    /// <summary>Tables with notes.</summary>
    private sealed record Noted(TablesInMemory Tables) : IResultTables
    {
        public ImmutableArray<string> Said { get; init; } = [];

        public ImmutableArray<string> Notes => Said;

        public TableSchema? Schema(string table) => Tables.Schema(table);

        public Table Read(string table, IEnumerable<string> columns) => Tables.Read(table, columns);
    }
}
