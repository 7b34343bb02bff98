using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>One text for the values that a stage reads: what its key is hashed from.</summary>
/// <remarks>
/// Written names, types and values, in ordinal order of the names; doubles by their bits, texts with their length, a case of a union by its name, a
/// given file by its content, a random stream by its two numbers. Two values have the same text exactly if they are equal in everything that has a
/// written name, so a default that is written out changes nothing and an order of keys means nothing. No name is taken from C#: what has no written
/// name is refused.
/// </remarks>
public static class Canonical
{
    private static readonly ConcurrentDictionary<Type, Layout> Layouts = new();
    private static readonly ConcurrentDictionary<Enum, string> Choices = new();

    /// <summary>The canonical text of numbers, texts, choices, digests, given files, immutable arrays and of what has such values under written
    /// names.</summary>
    /// <exception cref="ArgumentException">Some value is of a type that has no canonical form, or no written name.</exception>
    public static string Encode(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>What a declaration holds although no key would tell: refused by <see cref="Encode"/>.</summary>
    internal static IEnumerable<string> Unwritten(Type declaration) => Layout.Unwritten(declaration);

    /// <summary>The written values of something, each with its canonical text, in ordinal order of their names.</summary>
    internal static IEnumerable<(string Name, string Text)> Values(object value) =>
        LayoutOf(value.GetType()).Values.Select(v =>
        {
            var text = new StringBuilder();
            Append(text, v.Of(value));
            return (v.Name, text.ToString());
        });

    /// <summary>The given files among the written values of something.</summary>
    internal static ImmutableArray<GivenFile> FilesIn(object value) =>
    [
        .. LayoutOf(value.GetType()).Values.Select(v => v.Of(value))
            .SelectMany(v => v is GivenFile file ? [file] : v is ImmutableArray<GivenFile> { IsDefault: false } files ? files : []),
    ];

    private static void Append(StringBuilder text, object? value)
    {
        _ = value switch
        {
            null => text.Append("null"),
            double d => text.Append("f64:").Append(BitConverter.DoubleToUInt64Bits(d).ToString("x16", CultureInfo.InvariantCulture)),
            float f => text.Append("f32:").Append(BitConverter.SingleToUInt32Bits(f).ToString("x8", CultureInfo.InvariantCulture)),
            int i => text.Append(CultureInfo.InvariantCulture, $"i32:{i}"),
            long i => text.Append(CultureInfo.InvariantCulture, $"i64:{i}"),
            ulong i => text.Append(CultureInfo.InvariantCulture, $"u64:{i}"),
            bool b => text.Append(b ? "true" : "false"),
            string s => text.Append(CultureInfo.InvariantCulture, $"text{s.Length}:").Append(s),
            Enum e => text.Append(Choices.GetOrAdd(e, WrittenNames.InKey)),
            Digest d => text.Append("sha256:").Append(d.Hex),
            GivenFile f => AppendValue(text, f.Content),
            ImmutableArray<long> items => AppendNumbers(text, items),
            IEnumerable items => AppendItems(text, items),
            _ => AppendRecord(text, value),
        };
    }

    /// <summary>As any other list, without a box and a look at the type of each of what may be millions.</summary>
    private static StringBuilder AppendNumbers(StringBuilder text, ImmutableArray<long> items)
    {
        text.Append('[');
        if (!items.IsDefault)
        {
            foreach (var item in items) text.Append("i64:").Append(item).Append(',');
        }
        return text.Append(']');
    }

    private static StringBuilder AppendItems(StringBuilder text, IEnumerable items)
    {
        var type = items.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(ImmutableArray<>)) throw NoForm(type);
        text.Append('[');
        if (!IsUninitialised(items))
        {
            foreach (var item in items)
            {
                Append(text, item);
                text.Append(',');
            }
        }
        return text.Append(']');
    }

    // default(ImmutableArray<T>) is what an omitted parameter holds; it means the same as an empty one.
    private static bool IsUninitialised(IEnumerable items) => items.Equals(Activator.CreateInstance(items.GetType()));

    private static StringBuilder AppendValue(StringBuilder text, object? value)
    {
        Append(text, value);
        return text;
    }

    private static StringBuilder AppendRecord(StringBuilder text, object record)
    {
        var layout = LayoutOf(record.GetType());
        text.Append(layout.Name).Append('{');
        foreach (var value in layout.Values)
        {
            text.Append(value.Name).Append('=');
            Append(text, value.Of(record));
            text.Append(';');
        }
        return text.Append('}');
    }

    private static Layout LayoutOf(Type type) => Layouts.GetOrAdd(type, Layout.Of);

    private static ArgumentException NoForm(Type type) =>
        new($"{type} has no canonical form; use numbers, texts, choices, immutable arrays and records of these.");

    /// <param name="Name">Written name.</param>
    /// <param name="Of">Reads the value.</param>
    private sealed record Value(string Name, Func<object, object?> Of);

    /// <summary>What of a type enters a key.</summary>
    private sealed record Layout(string Name, ImmutableArray<Value> Values)
    {
        private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        public static Layout Of(Type type) => new(WrittenNames.Of(type), [.. ValuesOf(type).OrderBy(v => v.Name, StringComparer.Ordinal)]);

        private static IEnumerable<Value> ValuesOf(Type type)
        {
            if (Unwritten(type).FirstOrDefault() is { } unwritten) throw WrittenNames.Missing(unwritten);
            var parameters = ParametersOf(type);
            return type.GetProperties(BindingFlags.Instance | BindingFlags.Public).SelectMany(p => ValuesOf(p, parameters));
        }

        /// <summary>What a type holds although it is neither a written value nor an input, and does not say that something else stands for
        /// it.</summary>
        public static IEnumerable<string> Unwritten(Type type)
        {
            var parameters = ParametersOf(type);
            for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
            {
                foreach (var field in declaring.GetFields(Declared))
                {
                    var property = field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
                        ? declaring.GetProperty(field.Name.Split('<', '>')[1], Declared)
                        : null;
                    var isDeclared = property is not null && (WrittenNames.Of(property, parameters) is not null || IsInput(property.PropertyType)
                        || property.GetCustomAttribute<NotInKeyAttribute>() is not null);
                    if (!isDeclared) yield return $"{declaring}.{property?.Name ?? field.Name}";
                }
            }
        }

        private static List<ParameterInfo> ParametersOf(Type type) => [.. type.GetConstructors().SelectMany(c => c.GetParameters())];

        private static IEnumerable<Value> ValuesOf(PropertyInfo property, List<ParameterInfo> parameters)
        {
            if (WrittenNames.Of(property, parameters) is not { } name) return [];
            if (property.PropertyType == typeof(RandomKey))
            {
                return
                [
                    new($"{name}Key", r => ((RandomKey)property.GetValue(r)!).Key),
                    new($"{name}Stream", r => ((RandomKey)property.GetValue(r)!).Stream),
                ];
            }
            return name.Length > 0
                ? [new(name, property.GetValue)]
                : ValuesOf(property.PropertyType).Select(v => new Value(v.Name, r => v.Of(property.GetValue(r)!)));
        }

        /// <summary>Nodes enter a key by their own keys.</summary>
        private static bool IsInput(Type type) =>
            type.IsAssignableTo(typeof(StageNode))
                || (type.IsGenericType && type.GetGenericArguments().All(a => a.IsAssignableTo(typeof(StageNode))));
    }
}
