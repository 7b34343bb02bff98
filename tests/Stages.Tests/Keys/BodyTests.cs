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
        "HingeDatasetStage.Given.Reader", "HingeTheoryProblem`1.Drawn", "HingeTheoryProblem`1.Function", "HingeTrainingStage.Reads`1.Function",
        "MixtureDescent.LossFunction", "MixtureSimulationStage.Reads`1.From",
        "QuenchingSource.Activation", "QuenchingSource.Target",
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
    public void A_declaration_holds_written_values_and_inputs_and_little_else()
    {
        Assert.Empty(Declarations.SelectMany(Canonical.Unwritten));
        Assert.Equal(Carried, Declarations.SelectMany(NotInKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_declaration_that_holds_more_is_refused_and_says_what()
    {
        Assert.Contains("Hiding._hidden", Assert.Throws<ArgumentException>(() => Canonical.Encode(new Hiding(1))).Message, StringComparison.Ordinal);
        Assert.Contains("GetOnly.Other", Assert.Throws<ArgumentException>(() => Canonical.Encode(new GetOnly(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TableNode.Of(
            new("planted", 1, StageRole.Theory), new GetOnly(1), [], Cost.None, [], (_, _) => StageRun.Once(_ => [])).Key);
    }

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
        Assert.Equal(Digest.Of("planted", "v1", "", "Planted{Value=i32:3;}"), table.Key);
    }

    private static IEnumerable<FieldInfo> Captured(Delegate body) => body.Target?.GetType().GetFields(Instance) ?? [];

    /// <summary>Values that say that something in the key stands for them.</summary>
    private static IEnumerable<string> NotInKey(Type declaration) =>
        declaration.GetProperties(Instance).Where(p => p.GetCustomAttribute<NotInKeyAttribute>() is not null)
            .Select(p => $"{(declaration.DeclaringType is { } outer ? $"{outer.Name}." : "")}{declaration.Name}.{p.Name}");

    private static bool IsWritten(Type type) => type.GetCustomAttribute<WrittenAsAttribute>() is not null;

    [WrittenAs("Planted")]
    private sealed class Planted(int value)
    {
        [WrittenAs("Value")] public int Value { get; } = value;
    }

    [WrittenAs("Hiding")]
    private sealed class Hiding(int value)
    {
        private readonly int _hidden = value;

        [WrittenAs("Value")] public int Value { get; } = value;

        public override string ToString() => $"{_hidden}";
    }

    [WrittenAs("GetOnly")]
    private sealed class GetOnly(int value)
    {
        [WrittenAs("Value")] public int Value { get; } = value;

        public int Other { get; } = value;
    }
}
