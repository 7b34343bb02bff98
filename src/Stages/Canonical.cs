using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    private static readonly ConcurrentDictionary<Type, Form> Layouts = new();

    /// <summary>The canonical text of numbers, texts, choices, digests, given files, immutable arrays and of what has such values under written
    /// names.</summary>
    /// <exception cref="ArgumentException">Some value is of a type that has no canonical form, or no written name.</exception>
    public static string Encode(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var text = new Utf8Text();
        AppendTo(text, value);
        return text.ToString();
    }

    /// <summary>Writes the canonical text, as <see cref="Encode"/> gives it.</summary>
    /// <exception cref="ArgumentException">Some value is of a type that has no canonical form, or no written name.</exception>
    internal static void AppendTo(Utf8Text text, object? value)
    {
        _ = value switch
        {
            null => text.Append("null"u8),
            double d => Append(text, d),
            float f => text.Append("f32:"u8).Append(BitConverter.SingleToUInt32Bits(f), "x8"),
            int i => Append(text, i),
            long i => Append(text, i),
            ulong i => Append(text, i),
            bool b => Append(text, b),
            string s => text.Append("text"u8).Append(s.Length).Append(":"u8).Append(s),
            Enum e => text.Append(WrittenNames.InKey(e)),
            Digest d => text.Append("sha256:"u8).Append(d),
            GivenFile f => Append(text, f.Content),
            _ => Layouts.GetOrAdd(value.GetType(), Form.Of).AppendTo(text, value),
        };
    }

    /// <summary>What a declaration holds although no key would tell: refused by <see cref="Encode"/>.</summary>
    internal static IEnumerable<string> Unwritten(Type declaration) => Layout.Unwritten(declaration);

    /// <summary>The written values of something, each with its canonical text, in ordinal order of their names.</summary>
    internal static IEnumerable<(string Name, string Text)> Values(object value) =>
        ((Layout)Layouts.GetOrAdd(value.GetType(), Form.Of)).Values.Where(v => v.IsWritten(value)).Select(v =>
        {
            using var text = new Utf8Text();
            v.AppendTo(text, value);
            return (v.Name, text.ToString());
        });

    /// <summary>The given files among the written values of something.</summary>
    internal static ImmutableArray<GivenFile> FilesIn(object value) =>
    [
        .. ((Layout)Layouts.GetOrAdd(value.GetType(), Form.Of)).Values.Select(v => v.Of(value))
            .SelectMany(v => v is GivenFile file ? [file] : v is ImmutableArray<GivenFile> { IsDefault: false } files ? files : []),
    ];

    /// <summary>The numbers of a sweep without a box for each.</summary>
    private static Utf8Text Append<T>(Utf8Text text, T value)
    {
        if (typeof(T) == typeof(double)) return text.Append("f64:"u8).Append(BitConverter.DoubleToUInt64Bits((double)(object)value!), "x16");
        if (typeof(T) == typeof(int)) return text.Append("i32:"u8).Append((int)(object)value!);
        if (typeof(T) == typeof(long)) return text.Append("i64:"u8).Append((long)(object)value!);
        if (typeof(T) == typeof(ulong)) return text.Append("u64:"u8).Append((ulong)(object)value!);
        if (typeof(T) == typeof(bool)) return text.Append((bool)(object)value! ? "true"u8 : "false"u8);
        AppendTo(text, value);
        return text;
    }

    /// <summary>How the values of a type are written.</summary>
    private abstract record Form
    {
        public abstract Utf8Text AppendTo(Utf8Text text, object value);

        public static Form Of(Type type)
        {
            if (!type.IsAssignableTo(typeof(IEnumerable))) return Layout.Of(type);
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(ImmutableArray<>))
            {
                throw new ArgumentException(
                    $"{type} has no canonical form; use numbers, texts, choices, immutable arrays and records of these.");
            }
            return (Form)Activator.CreateInstance(typeof(Items<>).MakeGenericType(type.GetGenericArguments()))!;
        }
    }

    /// <summary>default(ImmutableArray) is what an omitted parameter holds; it means the same as an empty one.</summary>
    private sealed record Items<T> : Form
    {
        public override Utf8Text AppendTo(Utf8Text text, object value)
        {
            text.Append("["u8);
            if (value is ImmutableArray<T> { IsDefault: false } items)
            {
                foreach (var item in items) Append(text, item).Append(","u8);
            }
            return text.Append("]"u8);
        }
    }

    /// <summary>A written value of a type.</summary>
    /// <param name="Name">Its written name.</param>
    private abstract record Value(string Name)
    {
        /// <summary>What stands before the value.</summary>
        public byte[] Front { get; } = Encoding.UTF8.GetBytes(Name + "=");

        public abstract object? Of(object owner);

        public virtual void AppendTo(Utf8Text text, object owner) => Canonical.AppendTo(text, Of(owner));

        /// <summary>It is in the key whatever it is; a later setting only where it is written.</summary>
        public bool IsAlways { get; init; } = true;

        /// <summary>What a later setting is where it is left out.</summary>
        public object? Default { get; init; }

        public bool IsWritten(object owner) => IsAlways || (Of(owner) is { } value && !value.Equals(Default) && Encode(value) is not "[]");

        /// <summary>The value of a property, or what is made of it.</summary>
        public static Value Of<TValue>(string name, PropertyInfo property, Func<TValue, object?> made) =>
            new Made(name, Getter.Of(property), value => made((TValue)value!));

        /// <summary>The value of a property.</summary>
        public static Value Of(string name, PropertyInfo property) => property.DeclaringType!.IsValueType
            ? new Made(name, property.GetValue, value => value)
            : (Value)Activator.CreateInstance(typeof(Plain<,>).MakeGenericType(property.DeclaringType, property.PropertyType), name, property)!;
    }

    private sealed record Plain<TOwner, TValue>(string Name, PropertyInfo Property) : Value(Name)
        where TOwner : class
    {
        private readonly Func<TOwner, TValue> _get = Property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();

        public override object? Of(object owner) => _get((TOwner)owner);

        public override void AppendTo(Utf8Text text, object owner) => Append(text, _get((TOwner)owner));
    }

    private sealed record Made(string Name, Func<object, object?> Get, Func<object?, object?> Make) : Value(Name)
    {
        public override object? Of(object owner) => Make(Get(owner));
    }

    /// <summary>A value of what stands in the place of its values.</summary>
    private sealed record Inner : Value
    {
        public Inner(Func<object, object?> get, Value nested) : base(nested.Name) =>
            (Get, Nested, IsAlways, Default) = (get, nested, nested.IsAlways, nested.Default);

        private Func<object, object?> Get { get; }

        private Value Nested { get; }

        public override object? Of(object owner) => Nested.Of(Get(owner)!);

        public override void AppendTo(Utf8Text text, object owner) => Nested.AppendTo(text, Get(owner)!);
    }

    /// <summary>What of a type enters a key.</summary>
    private sealed record Layout(string Name, ImmutableArray<Value> Values) : Form
    {
        private readonly byte[] _front = Encoding.UTF8.GetBytes(Name + "{");

        private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        public override Utf8Text AppendTo(Utf8Text text, object value)
        {
            text.Append(_front);
            foreach (var written in Values)
            {
                if (!written.IsWritten(value)) continue;
                text.Append(written.Front);
                written.AppendTo(text, value);
                text.Append(";"u8);
            }
            return text.Append("}"u8);
        }

        public static new Layout Of(Type type) => new(WrittenNames.Of(type), [.. ValuesOf(type).OrderBy(v => v.Name, StringComparer.Ordinal)]);

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
                    Value.Of<RandomKey>($"{name}Key", property, k => k.Key),
                    Value.Of<RandomKey>($"{name}Stream", property, k => k.Stream),
                ];
            }
            return name.Length > 0
                ? [Value.Of(name, property) with
                {
                    IsAlways = WrittenNames.SettingOf(property, parameters) is not { IsLater: true },
                    Default = parameters.Find(p => p.Name == property.Name) is { HasDefaultValue: true, DefaultValue: var left } ? left : null,
                }]
                : ValuesOf(property.PropertyType).Select(v => new Inner(Getter.Of(property), v));
        }

        /// <summary>Nodes enter a key by their own keys.</summary>
        private static bool IsInput(Type type) =>
            type.IsAssignableTo(typeof(StageNode))
                || (type.IsGenericType && type.GetGenericArguments().All(a => a.IsAssignableTo(typeof(StageNode))));
    }
}
