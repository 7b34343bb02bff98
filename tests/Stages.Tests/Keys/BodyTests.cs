using System.Reflection;
using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.Keys;

/// <summary>The body of a stage has no way to a setting but through its declaration.</summary>
public class BodyTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What a body gets beside written values and inputs; for each something in the key stands.</summary>
    private static readonly string[] Carried =
    [
        "HingeDatasetStage.Given.Reader", "HingeTheoryProblem`1.Drawn", "MixtureDescent.LossFunction", "MixtureSimulationStage.Reads`1.From",
        "QuenchingSource.Target",
        "QuenchingTask.Test",
    ];

    /// <summary>Everything that declares written values: what stages read, settings, and what random numbers depend on.</summary>
    private static IEnumerable<Type> Declarations => typeof(StageNode).Assembly.GetTypes().Where(t =>
        t is { IsClass: true, IsAbstract: false }
            && (IsWritten(t) || (t.GetCustomAttribute<SettingCaseAttribute>() is not null && IsWritten(t.DeclaringType!))));

    [Theory]
    [MemberData(nameof(KeyExamples.Names), MemberType = typeof(KeyExamples))]
    public void No_body_captures_anything(string example) => Assert.All(KeyExamples.Find(example).Nodes(), n =>
        Assert.Empty(Captured(n.Body).Select(f => $"{n.Stage}: {f.Name}")));

    [Fact]
    public void A_body_that_captures_is_seen()
    {
        var settings = new Planted(1);
        Func<Planted, StageInputs, StageRun> body = (_, _) => throw new InvalidOperationException($"{settings}");
        Assert.Equal(["settings"], Captured(body).Select(f => f.Name));
    }

    [Fact]
    public void A_declaration_holds_written_values_and_inputs_and_little_else() =>
        Assert.Equal(Carried, Declarations.SelectMany(Unwritten).Order(StringComparer.Ordinal));

    [Fact]
    public void A_declaration_that_holds_more_is_seen() => Assert.Equal(["BodyTests.Planted._hidden"], Unwritten(typeof(Planted)));

    [Fact]
    public void A_body_gets_the_very_values_that_its_key_is_made_of()
    {
        var (reads, seen) = (new Planted(3), new List<object>());
        var table = TableNode.Of(new("planted", 1, StageRole.Theory), reads, [], Cost.None, [], (r, _) =>
        {
            seen.Add(r);
            return StageRun.Once(_ => []);
        });
        var value = ValueNode.Of<Planted, object>(new("planted", 1, StageRole.Generation), reads, [], Cost.None, (r, _, _) =>
        {
            seen.Add(r);
            return new Result<object>.Done(r);
        });
        table.Start(StageInputs.None);
        value.Compute(StageInputs.None, 1);
        Assert.All([.. seen, table.Reads, value.Reads], r => Assert.Same(reads, r));
        Assert.Equal(TableNode.KeyOf("planted", 1, [], "Planted{Value=i32:3;}", []), table.Key);
    }

    private static IEnumerable<FieldInfo> Captured(Delegate body) => body.Target?.GetType().GetFields(Instance) ?? [];

    /// <summary>Fields that hold neither a written value nor an input.</summary>
    private static IEnumerable<string> Unwritten(Type declaration)
    {
        var parameters = declaration.GetConstructors().SelectMany(c => c.GetParameters()).ToList();
        for (var type = declaration; type != typeof(object) && type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(Instance))
            {
                var property = field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
                    ? type.GetProperty(field.Name.Split('<', '>')[1], Instance)
                    : null;
                if (property is not null && (WrittenNames.Of(property, parameters) is not null || IsInput(property.PropertyType))) continue;
                yield return $"{(declaration.DeclaringType is { } outer ? $"{outer.Name}." : "")}{declaration.Name}.{property?.Name ?? field.Name}";
            }
        }
    }

    private static bool IsInput(Type type) =>
        typeof(StageNode).IsAssignableFrom(type)
            || (type.IsGenericType && type.GetGenericArguments().All(a => typeof(StageNode).IsAssignableFrom(a)));

    private static bool IsWritten(Type type) => type.GetCustomAttribute<WrittenAsAttribute>() is not null;

    [WrittenAs("Planted")]
    private sealed class Planted(int value)
    {
        [WrittenAs("Value")] public int Value { get; } = value;

        private readonly int _hidden = value;

        public override string ToString() => $"{_hidden}";
    }
}
