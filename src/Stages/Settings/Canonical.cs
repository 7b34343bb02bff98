using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Pipelines.Stages.Settings;

/// <summary>One text for one value of a settings record: what stage keys are hashed from.</summary>
/// <remarks>
/// Names, types and values, settings in ordinal order of their names; doubles by their bits, texts with their length, a case of a union
/// by its name. Two records have the same text exactly if they are equal in every setting, so a default that is written out changes nothing
/// and an order of keys means nothing. What is encoded: the parameters of the primary constructor and every other property that can be initialised.
/// </remarks>
public static class Canonical
{
    private static readonly ConcurrentDictionary<Type, RecordLayout> Layouts = new();

    /// <summary>The canonical text of a record of numbers, texts, enumerations, digests, immutable arrays and further such records.</summary>
    /// <exception cref="ArgumentException">Some value is of a type that has no canonical form.</exception>
    public static string Encode(object record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = new StringBuilder();
        Append(text, record);
        return text.ToString();
    }

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
            Enum e => text.Append(e.GetType().Name).Append('.').Append(e),
            Digest d => text.Append("sha256:").Append(d.Hex),
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

    private static StringBuilder AppendRecord(StringBuilder text, object record)
    {
        var layout = Layouts.GetOrAdd(record.GetType(), RecordLayout.Of);
        text.Append(layout.Name).Append('{');
        foreach (var property in layout.Properties)
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(record));
            text.Append(';');
        }
        return text.Append('}');
    }

    private static ArgumentException NoForm(Type type) => new($"{type} has no canonical form; use numbers, texts, enumerations, immutable arrays and records of these.");

    private sealed record RecordLayout(string Name, ImmutableArray<PropertyInfo> Properties)
    {
        public static RecordLayout Of(Type type)
        {
            // Only records promise that their properties are all there is; the compiler marks each with a clone method.
            var isRecord = type.IsValueType
                ? type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null
                : type.GetMethod("<Clone>$") is not null;
            if (!isRecord) throw NoForm(type);
            var positional = type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.CanWrite || positional.Contains(p.Name))
                .OrderBy(p => p.Name, StringComparer.Ordinal);
            return new(NameOf(type), [.. properties]);
        }

        private static string NameOf(Type type)
        {
            var own = type.GetCustomAttribute<SettingCaseAttribute>()?.Name ?? type.Name;
            return type.DeclaringType is { } union ? $"{union.Name}.{own}" : own;
        }
    }
}
