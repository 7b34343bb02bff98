using System.Collections;
using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;
using Pipelines.Tests;

namespace Pipelines.Stages.Tests.Keys;

/// <summary>Keys that points share work for, against keys of texts that are made from scratch, literally as docs say what a key is.</summary>
public class ScratchKeyTests
{
    [Fact]
    public void The_key_of_every_node_of_random_points_is_the_one_from_scratch() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var example = KeyExamples.All[random.Next(KeyExamples.All.Length)];
            var settings = Changed(example, random);
            foreach (var node in example.Nodes(settings)) Assert.Equal(KeyOf(node), node.Key);

            // The shared context has streams of other points; one of its own has none.
            var alone = Assert.IsType<PointPlan.Ready>(example.System.Plan(settings, new(7, 1, KeyExamples.Context.Files))).Outputs;
            var shared = Assert.IsType<PointPlan.Ready>(example.System.Plan(settings, KeyExamples.Context)).Outputs;
            Assert.Equal(alone.Select(o => o.Key), shared.Select(o => o.Key));
        }).Check(Cases.Of(300));

    [Fact]
    public void A_copy_of_a_context_for_another_seed_or_replicate_has_its_own_streams()
    {
        const string law = "a law";
        var context = new PointContext(7, 1, KeyExamples.Context.Files);
        RandomKey[] streams =
        [
            context.Stream("a", law), context.Stream("b", law), (context with { Replicate = 2 }).Stream("a", law),
            (context with { Seed = 8 }).Stream("a", law), (context with { Seed = 8, Replicate = 2 }).Stream("a", law),
        ];
        Assert.Equal(5, streams.Distinct().Count());
        Assert.Equal(RandomKey.FromSeed(8).Fork("replicate").Fork(1).Fork("a").Fork(Digest.Of(Canonical.Encode(law)).Hex), streams[3]);
        Assert.Equal(streams[0], context.Stream("a", law));
    }

    /// <summary>The settings with up to three others in place of theirs, as long as a plan can be made of them.</summary>
    private static object Changed(KeyExample example, Random random)
    {
        var settings = example.Settings;
        for (var left = random.Next(4); left > 0; left--)
        {
            var changes = SettingChanges.Of(settings).ToList();
            var next = changes[random.Next(changes.Count)].Changed;
            try
            {
                if (example.System.Plan(next, KeyExamples.Context) is PointPlan.Ready) settings = next;
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidDataException or InvalidOperationException)
            {
                // The value does not fit the others.
            }
        }
        return settings;
    }

    private static Digest KeyOf(StageNode node)
    {
        var tables = node is TableNode { Tables: var all } ? all : [];
        var shape = string.Join(';', tables.Select(
            t => $"{t.Name}:{string.Join(',', t.Columns.Select(c => $"{c.Name} {WrittenNames.Of(c.Type)}"))}"));
        return Digest.Of([node.Stage.Name, $"v{node.Stage.Version}", shape, Text(node.Reads), .. node.Inputs.Select(i => KeyOf(i).Hex)]);
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        double d => $"f64:{BitConverter.DoubleToUInt64Bits(d):x16}",
        float f => $"f32:{BitConverter.SingleToUInt32Bits(f):x8}",
        int i => string.Create(CultureInfo.InvariantCulture, $"i32:{i}"),
        long i => string.Create(CultureInfo.InvariantCulture, $"i64:{i}"),
        ulong i => string.Create(CultureInfo.InvariantCulture, $"u64:{i}"),
        bool b => b ? "true" : "false",
        string s => $"text{s.Length}:{s}",
        Enum e => $"{WrittenNames.Of(e.GetType())}.{e.GetType().GetField($"{e}")!.GetCustomAttribute<WrittenAsAttribute>()!.Name}",
        Digest d => $"sha256:{d.Hex}",
        GivenFile f => Text(f.Content),
        IEnumerable items => $"[{string.Concat(Items(items).Select(i => $"{Text(i)},"))}]",
        _ => $"{WrittenNames.Of(value.GetType())}{{{string.Concat(
            Values(value, value.GetType()).OrderBy(v => v.Name, StringComparer.Ordinal).Select(v => $"{v.Name}={Text(v.Value)};"))}}}",
    };

    private static IEnumerable<object?> Items(IEnumerable items) =>
        items.Equals(Activator.CreateInstance(items.GetType())) ? [] : items.Cast<object?>();

    private static IEnumerable<(string Name, object? Value)> Values(object owner, Type type)
    {
        ParameterInfo[] parameters = [.. type.GetConstructors().SelectMany(c => c.GetParameters())];
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (WrittenNames.Of(property, parameters) is not { } name) continue;
            var isLater = property.GetCustomAttribute<SettingAttribute>() is { IsLater: true }
                || parameters.Any(p => p.Name == property.Name && p.GetCustomAttribute<SettingAttribute>() is { IsLater: true });
            var leftOut = parameters.Where(p => p.Name == property.Name && p.HasDefaultValue).Select(p => Text(p.DefaultValue)).FirstOrDefault();
            if (isLater && Text(property.GetValue(owner)) is var text && (text is "[]" or "null" || text == leftOut)) continue;
            if (property.GetValue(owner) is RandomKey stream)
            {
                yield return ($"{name}Key", stream.Key);
                yield return ($"{name}Stream", stream.Stream);
            }
            else if (name.Length > 0) yield return (name, property.GetValue(owner));
            else foreach (var inner in Values(property.GetValue(owner)!, property.PropertyType)) yield return inner;
        }
    }
}
