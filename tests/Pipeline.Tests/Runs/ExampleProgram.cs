using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>A program against the library, compiled once in this process and run in processes of its own: cheaper than builds of its own.</summary>
internal static class ExampleProgram
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p)),
    ]);

    private static readonly ConcurrentDictionary<string, Lazy<string>> Programs = new(StringComparer.Ordinal);

    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="sources">Texts of its files; directives of a file-based program are skipped as its build takes them.</param>
    public static ChildProcess.Finished Run(string folder, IReadOnlyList<string> arguments, params IReadOnlyList<string> sources)
    {
        var program = Programs.GetOrAdd(string.Join('\0', sources), _ => new(() => Compile(sources))).Value;
        var configuration = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, ".runtimeconfig.json");
        return ChildProcess.Run("dotnet", ["exec", "--runtimeconfig", configuration, program, .. arguments], folder, []);
    }

    private static string Compile(IReadOnlyList<string> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14).WithFeatures([KeyValuePair.Create("FileBasedProgram", "true")]);
        var trees = sources.Append(ImplicitUsings).Select(s => CSharpSyntaxTree.ParseText(s, options));
        var compilation = CSharpCompilation.Create(
            $"example-{Guid.NewGuid():N}", trees, References.Value,
            new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

        // Beside the tests, where everything is that it refers to.
        var program = Path.Combine(AppContext.BaseDirectory, $"{compilation.AssemblyName}.dll");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(program);
        var built = compilation.Emit(program);
        Assert.True(built.Success, string.Join('\n', built.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning)));
        return program;
    }
}
