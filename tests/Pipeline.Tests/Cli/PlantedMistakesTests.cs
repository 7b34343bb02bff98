using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Runs;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>With any of the sixty mistakes of docs/lab/planted-mistakes.md in the formulas of the model, <c>pipelines test</c> finds one.</summary>
/// <remarks>
/// <c>PIPELINES_MISTAKES=all</c>, or names such as <c>H1,Q11</c>. The model is compiled with each mistake and takes the place of the right one beside
/// the tool.
/// </remarks>
public sealed class PlantedMistakesTests(ITestOutputHelper log) : IDisposable
{
    private const string Variable = "PIPELINES_MISTAKES";

    private static readonly string Sources = Path.Combine(RepositoryFiles.Root, "src", "Model");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [OptInFact(Variable)]
    public void Every_planted_mistake_is_found()
    {
        var asked = Environment.GetEnvironmentVariable(Variable)!.Split(',');
        var (tool, model, missed) = (Tool(), Model(), new List<string>());
        ChildProcess.Finished Test(string system, params string[] options) => ChildProcess.Run(
            "dotnet", [Path.Combine(tool, "pipelines.dll"), "test", $"pipelines/tiny/{system}.yaml", "--seed", "1", .. options],
            RepositoryFiles.Root, []);

        // Without a mistake nothing is found: what fails below fails for the mistake.
        Emit(model, tool);
        Assert.All(["hinge", "mixture", "quenching"], system => Assert.Equal(ExitCode.Complete, Test(system, "--cases", "2").ExitCode));
        foreach (var mistake in Mistakes().Where(m => asked is ["all"] || asked.Contains(m.Name)))
        {
            Emit(Planted(model, mistake), tool);
            var run = Test(mistake.Name[0] switch { 'H' => "hinge", 'M' => "mixture", _ => "quenching" });
            var found = run.Output.Split('\n').Where(l => l.StartsWith("FAILS", StringComparison.Ordinal)).Select(l => l[6..].Trim());
            log.WriteLine($"{mistake.Name}: {string.Join("; ", found)}");
            if (run.ExitCode != ExitCode.CheckFailed) missed.Add($"{mistake.Name}: exit code {run.ExitCode}\n{run.Error}");
        }
        Assert.Equal([], missed);
    }

    [Fact]
    public void Every_mistake_has_its_place_in_the_formulas()
    {
        var all = Mistakes();
        Assert.Equal(60, all.Select(m => m.Name).Distinct().Count());
        Assert.Empty(all.SelectMany(m => m.Edits.Where(e => File.ReadAllText(Path.Combine(Sources, e.File)).Split(e.From).Length != 2)
            .Select(e => $"{m.Name}: {e.From}")));
    }

    private static Mistake[] Mistakes() => JsonSerializer.Deserialize<Mistake[]>(
        File.ReadAllText(RepositoryFiles.Reference("mistakes", "mistakes.json")), JsonSerializerOptions.Web)!;

    /// <summary>A copy of the tool; folders are those of the tool itself.</summary>
    private string Tool()
    {
        var (from, to) = (Path.GetDirectoryName(ChildProcess.Program)!, Directory.CreateDirectory(_folder.File("tool")).FullName);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Directory.CreateSymbolicLink(Path.Combine(to, Path.GetFileName(folder)), folder);
        return to;
    }

    private static CSharpCompilation Model()
    {
        const string usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
            + "global using System.Threading; global using System.Threading.Tasks; [assembly: System.Reflection.AssemblyVersion(\"0.1.0.0\")]";
        var files = Directory.GetFiles(Sources, "*.cs", SearchOption.AllDirectories);
        var trees = files.Select(f => Parsed(File.ReadAllText(f), f)).Append(Parsed(usings, "usings.cs"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) != "Pipelines.Model.dll").Select(p => MetadataReference.CreateFromFile(p));
        return CSharpCompilation.Create(
            "Pipelines.Model", trees, references,
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));
    }

    private static CSharpCompilation Planted(CSharpCompilation model, Mistake mistake)
    {
        foreach (var edit in mistake.Edits)
        {
            var path = Path.Combine(Sources, edit.File);
            var tree = model.SyntaxTrees.Single(t => t.FilePath == path);
            var parts = tree.ToString().Split(edit.From);
            Assert.True(parts.Length == 2, $"{mistake.Name}: '{edit.From}' stands {parts.Length - 1} times in {edit.File}");
            model = model.ReplaceSyntaxTree(tree, Parsed(string.Join(edit.To, parts), path));
        }
        return model;
    }

    private static void Emit(CSharpCompilation model, string tool)
    {
        // The model has a generated regular expression; its generator stands beside the framework's references.
        var framework = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs"));
        var generator = Directory.GetFiles(framework, "System.Text.RegularExpressions.Generator.dll", SearchOption.AllDirectories).Order().Last();
        var generators = new AnalyzerFileReference(generator, new Loader()).GetGenerators(LanguageNames.CSharp);
        CSharpGeneratorDriver.Create(generators, parseOptions: (CSharpParseOptions)model.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(model, out var whole, out _);
        var built = whole.Emit(Path.Combine(tool, "Pipelines.Model.dll"));
        Assert.True(built.Success, string.Join('\n', built.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
    }

    private static SyntaxTree Parsed(string text, string path) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14), path, System.Text.Encoding.UTF8);

    private sealed record Edit(string File, string From, string To);

    private sealed record Mistake(string Name, Edit[] Edits);

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
