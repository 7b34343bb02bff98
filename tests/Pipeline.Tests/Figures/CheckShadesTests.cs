using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>The colour of what a check accepts is that of its verdict where the panel is.</summary>
public class CheckShadesTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("1", true)]
    [InlineData("2", false)]
    public void A_panel_of_one_value_shows_the_verdict_there(string? width, bool isMet)
    {
        var tables = new TablesInMemory(TablesInMemory.Points("width", 1, 2), Checks, Verdicts);
        var shades = new CheckShades(tables, [new("c", "theory.y", Take: Take.Max, AtMost: 3)], width is null ? null : ("width", width), []);
        var shade = Assert.IsType<ShadeMark>(Assert.Single(shades.Of(["c"])));
        Assert.Equal(isMet ? "accepted" : "accepted, not met", shade.Label);
    }

    private static Table Checks => new(
        new("checks", "", [new("point", ColumnType.Integer, ""), new("replicate", ColumnType.Integer, ""), new("width", ColumnType.Number, ""), new(
            "check", ColumnType.Text, ""), new("from", ColumnType.Number, ""), new("until", ColumnType.Number, "")]),
        [
            new Column.Integers([0, 1]), new Column.Integers([0, 0]), new Column.Numbers([1, 2]), new Column.Texts(["c", "c"]),
            new Column.Numbers([0, 0]), new Column.Numbers([9, 9]),
        ]);

    private static Table Verdicts => new(
        new("verdicts", "", [new("point", ColumnType.Integer, ""), new("check", ColumnType.Text, ""), new("verdict", ColumnType.Text, "")]),
        [new Column.Integers([0, 1]), new Column.Texts(["c", "c"]), new Column.Texts(["pass", "fail"])]);
}
