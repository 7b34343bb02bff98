using System.Reflection;
using System.Text.Json;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>A C# program of one file has no default for the reading and writing of JSON: a run would end when it writes its manifest.</summary>
public sealed class OneFileProgramTests
{
    [Fact]
    public void Every_option_of_JSON_names_how_types_are_read()
    {
        var options = typeof(Experiment).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(f => f.FieldType == typeof(JsonSerializerOptions) && !f.DeclaringType!.ContainsGenericParameters)
            .Select(f => (Name: $"{f.DeclaringType!.FullName}.{f.Name}", Options: (JsonSerializerOptions)f.GetValue(null)!)).ToList();
        Assert.True(options.Count >= 3);

        // Those of drawings write nodes alone, which need no type.
        var others = options.Where(o => !o.Name.Contains(".Figures.", StringComparison.Ordinal));
        Assert.All(others, o => Assert.True(o.Options.TypeInfoResolver is not null, o.Name));
    }
}
