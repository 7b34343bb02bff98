using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>A results folder of somebody else: whatever stands in its tables is a text to read, in every document that is made of them.</summary>
public sealed partial class HostileTablesTests(DrawnRun run) : IClassFixture<DrawnRun>
{
    private const string Script = "<script>console.error('ran')</script><img src=x onerror=\"console.error('ran')\">";

    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.Elements(
            Script, "\"><script>console.error('ran')</script>", "' onmouseover='console.error(1)", "]]><!--", "&lt;&amp;&#0;", "\0",
            "\u001b[31m\u0007", "\u202egnp.exe", "\ud800", "x\udc00", "\uffff\ufeff",
            "$\\alpha^\ud83d\ude00$", "${a}_{b", "a\u001fb", "line\nbreak\ttab", "</title></style></svg>", "javascript:console.error(1)",
            "\u2028\u0085"),
        from characters in Gen.Choose(0, 0xFFFF).Select(c => (char)c).ListOf(8) select new string([.. characters]));

    [Fact]
    public void Every_document_is_well_formed_and_no_text_becomes_a_tag()
    {
        var plain = Documents("benign");
        // Long words are broken into lines, so that a drawing may have more elements, but none of another kind.
        const string Drawing = "<svg [^>]*>.*?</svg>";
        string[] Outside(string page) => [.. Tags(Regex.Replace(page, Drawing, "", RegexOptions.Singleline))];
        string[] Inside(string page) => [.. Regex.Matches(page, Drawing, RegexOptions.Singleline).SelectMany(m => Tags(m.Value)).Distinct()];
        var (outside, inside) = (Outside(plain["report.html"]), Inside(plain["report.html"]));
        Prop.ForAll(Hostile.ToArbitrary(), text =>
        {
            // A table's bytes are UTF-8, in which there is no half of a surrogate pair.
            var documents = Documents(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(outside, Outside(documents["report.html"]));
            Assert.Subset(inside.ToHashSet(), Inside(documents["report.html"]).ToHashSet());
            foreach (var (name, content) in documents)
            {
                Assert.Equal(-1, UnsafeCharacters.IndexIn(content.Replace("\r", "", StringComparison.Ordinal)));
                if (name.EndsWith(".svg", StringComparison.Ordinal)) XDocument.Parse(content);
                if (name.EndsWith(".json", StringComparison.Ordinal)) AllTexts(JsonDocument.Parse(content).RootElement);
            }
            return true;
        }).Check(Cases.Of(25));
    }

    [Fact]
    public void Markup_and_drawings_give_every_text_back_or_its_substitute() =>
        Prop.ForAll(Hostile.ToArbitrary(), text =>
        {
            var safe = UnsafeCharacters.Replaced(text);
            Assert.Equal(safe, XElement.Parse(Markup.Of($"<p>{text}</p>").ToString(), LoadOptions.PreserveWhitespace).Value);
            Assert.Equal(safe.Replace('\n', ' ')
                .Replace('\t', ' '), XElement.Parse(Markup.Of($"<p title=\"{text}\"/>").ToString()).Attribute("title")!.Value);
            XElement.Parse($"<p>{Html.Math(text)}</p>");
            Assert.Equal(-1, UnsafeCharacters.IndexIn(UnicodeText.Of(text)));
            Assert.DoesNotContain('\n', UnsafeCharacters.OnOneLine(text));
            return true;
        }).Check(Cases.Of(300));

    [Fact]
    public void The_policy_of_a_page_lets_no_script_run_but_its_own()
    {
        var report = File.ReadAllText(run.PathOf("report.html"));
        Assert.Matches("script-src 'sha256-[A-Za-z0-9+/=]{44}' 'sha256-[A-Za-z0-9+/=]{44}';", report);
        // One runs; the others are data, or the library as it is packed.
        Assert.Single(Regex.Matches(report, "<script>"));
        var types = Regex.Matches(report, "<script type=\"([^\"]*)\"").Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Equal(["application/json", "text/csv", "text/plain"], types.Order(StringComparer.Ordinal));
        Assert.DoesNotMatch("<script(?!>| type=\")", report);
        var frames = File.ReadAllText(run.PathOf("figures/video.html"));
        Assert.Matches("script-src 'sha256-[A-Za-z0-9+/=]{44}'", frames);
        Assert.DoesNotMatch("script-src[^;]*unsafe", report + frames);
    }

    [BrowserFact]
    public void In_a_browser_no_script_of_a_table_is_even_tried()
    {
        using var folder = new TemporaryFolder();
        var files = new List<string>();
        foreach (var (name, content) in Documents(Script).Where(d => d.Key.EndsWith(".html", StringComparison.Ordinal)))
        {
            files.Add(folder.File(name.Replace('/', '-')));
            File.WriteAllText(files[^1], content);
        }
        foreach (var answer in DrawingJudge.Answers("page-judge.mjs", [DrawingJudge.Browser!, .. files]))
        {
            Assert.True(answer.GetProperty("console").GetArrayLength() == 0, $"{answer}");
            Assert.True(answer.GetProperty("requests").GetArrayLength() == 0, $"{answer}");
        }
        Assert.Equal(2, files.Count);
        var worked = Assert.Single(DrawingJudge.Answers(
            "explore-judge.mjs", DrawingJudge.Browser!, files.Single(f => f.EndsWith("report.html", StringComparison.Ordinal))));
        Assert.True(worked.GetProperty("console").GetArrayLength() == 0 && worked.GetProperty("requests").GetArrayLength() == 0, $"{worked}");
        Assert.Equal(4, worked.GetProperty("figures").GetInt32());
    }

    /// <summary>The documents of the small run with a text in every place of its tables where one can stand: values, names of columns, meanings,
    /// units, facts.</summary>
    private Dictionary<string, string> Documents(string text)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(run.Results, "*.parquet", SearchOption.AllDirectories))
        {
            var (name, target) = (Path.GetFileNameWithoutExtension(file), folder.File(Path.GetRelativePath(run.Results, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (name == "timings") continue;
            Rewrite(name, target, text);
        }
        var experiment = ExperimentFile.Load("f", File.ReadAllBytes(run.ExperimentFile), [], Pipeline.Composition.Systems.BuiltIn.Registry)
            .Match(e => e, errors => throw new InvalidOperationException(errors[0].Render()));
        return ReportDocuments.Make(new LocalFileSystem(), new(new LocalFileSystem(), folder.Path), experiment, folder.Path, [])
            .ToDictionary(d => d.Name, d => Encoding.UTF8.GetString(d.Content));
    }

    private void Rewrite(string name, string target, string text)
    {
        var files = new ResultFiles(new LocalFileSystem(), run.Results);
        var schema = files.Schema(name)!;
        var table = files.Read(name, schema.Columns.Select(c => c.Name));
        var columns = table.Schema.Columns.Zip(table.Columns).Select(c => (
            Schema: c.First with { Summary = text, Unit = text, Equation = text },
            Values: c.Second is Column.Texts && !ResultNames.Swept(files).Contains(c.First.Name)
                ? new Column.Texts([.. Enumerable.Repeat(text, table.Rows)])
                : c.Second)).ToList();

        // Behind the cause, columns of the points are observables, which the report lists.
        var strange = text.Trim('\0').Length == 0 || schema.IndexOf(text) >= 0 ? "strange" : text;
        columns.Add((new ColumnSchema(strange, ColumnType.Number, text, text), new Column.Numbers([.. Enumerable.Range(0, table.Rows)
            .Select(i => (double)i)])));
        var hostile = new Table(new(name, text, [.. columns.Select(c => c.Schema)]), [.. columns.Select(c => c.Values)]);
        string[] facts = ["tool", "experiment", "system", "seed", "replicates", "experimentDigest"];
        using var stream = File.Create(target);
        TableParquet.WriteAsync(stream, hostile.Schema, [hostile], facts.ToDictionary(f => f, _ => text)).GetAwaiter().GetResult();
    }

    private static void AllTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) Assert.Equal(-1, UnsafeCharacters.IndexIn(element.GetString()));
        if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) AllTexts(item);
        if (element.ValueKind == JsonValueKind.Object) foreach (var property in element.EnumerateObject()) AllTexts(property.Value);
    }

    /// <summary>Names of the tags in their order, but for those that formulas are made of.</summary>
    private static ImmutableArray<string> Tags(string page) =>
        [.. Tag().Matches(page).Select(m => m.Groups[1].Value).Where(t => t.TrimStart('/') is not ("i" or "sup" or "sub" or "tspan"))];

    [GeneratedRegex("<(/?[a-zA-Z!][a-zA-Z0-9]*)")]
    private static partial Regex Tag();
}
