using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Reflection;

namespace Pipelines.Stages.Settings;

/// <summary>Reads <see cref="SettingType"/>s off C# types, once per type.</summary>
/// <remarks>
/// Understood are double, int, long, ulong, bool, string, enumerations, ImmutableArray of these, <see cref="StepList"/>, positional records of
/// these with a <see cref="SettingAttribute"/> on every parameter or on the property of its name, and <see cref="SettingUnionAttribute"/> unions of
/// such records; each may be nullable. Anything else is a mistake in this program, not in a file: an <see cref="InvalidOperationException"/> names
/// the type and the parameter.
/// </remarks>
public static class SettingTypes
{
    private static readonly ConcurrentDictionary<Type, SettingType> Known = new();

    /// <exception cref="InvalidOperationException">The type is not one of those understood.</exception>
    public static SettingType Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Known.TryGetValue(type, out var known) ? known : Known.GetOrAdd(type, Read(type, []));
    }

    /// <summary>The group of a record's settings.</summary>
    /// <exception cref="InvalidOperationException">The type is not a settings record.</exception>
    public static SettingType.Group Group(Type record) =>
        Of(record) as SettingType.Group ?? throw new InvalidOperationException($"{record} is not a record of settings.");

    private static SettingType Read(Type type, ImmutableHashSet<Type> above)
    {
        if (above.Contains(type)) throw new InvalidOperationException($"{type} contains itself; settings form a finite tree.");
        if (type == typeof(double)) return new SettingType.Number();
        if (type == typeof(int)) return new SettingType.Integer(type, int.MinValue, int.MaxValue);
        if (type == typeof(long)) return new SettingType.Integer(type, long.MinValue, long.MaxValue);
        if (type == typeof(ulong)) return new SettingType.Integer(type, ulong.MinValue, ulong.MaxValue);
        if (type == typeof(bool)) return new SettingType.Boolean();
        if (type == typeof(string)) return new SettingType.Text();
        if (type.IsEnum) return ReadChoice(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return ReadList(type, above);
        if (type == typeof(StepList)) return ReadSteps();
        if (type.GetCustomAttribute<SettingUnionAttribute>() is { } union) return ReadUnion(type, union.Key, above.Add(type));
        return ReadGroup(type, above.Add(type));
    }

    private static SettingType.Choice ReadChoice(Type type)
    {
        var values = Enum.GetValues(type).Cast<object>().ToImmutableArray();
        return new([.. values.Select(v => SettingName.Choice(WrittenNames.OfChoice((Enum)v)))], values, [.. values.Select(SummaryOf)]);

        string SummaryOf(object value) => type.GetField(value.ToString()!)!.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
    }

    private static SettingType.List ReadList(Type type, ImmutableHashSet<Type> above)
    {
        var item = type.GetGenericArguments()[0];
        var create = typeof(SettingTypes).GetMethod(nameof(CreateList), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(item).CreateDelegate<Func<object?[], object>>();
        var items = typeof(SettingTypes).GetMethod(nameof(ItemsOf), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(item).CreateDelegate<Func<object, IEnumerable<object?>>>();
        return new(Read(item, above), create, items);
    }

    private static SettingType.List ReadSteps() => new(
        Read(typeof(int), []), static items => StepList.Of([.. items.Cast<int>()]), static steps => ((StepList)steps).Cast<object?>())
    {
        Every = (static every => new StepList([], every), static steps => ((StepList)steps).Every),
    };

    private static IEnumerable<object?> ItemsOf<T>(object array) =>
        (ImmutableArray<T>)array is { IsDefault: false } items ? items.Cast<object?>() : [];

    private static object CreateList<T>(object?[] items) => items.Cast<T>().ToImmutableArray();

    private static SettingType.Union ReadUnion(Type type, string key, ImmutableHashSet<Type> above)
    {
        var cases = type.GetNestedTypes()
            .Where(t => t.IsSubclassOf(type))
            .Select(t => t.GetCustomAttribute<SettingCaseAttribute>() is { } name
                ? new UnionCase(name.Name, name.Summary, ReadGroup(t, above), name.With)
                : throw new InvalidOperationException($"{t} is a case of the union {type} and needs a [SettingCase]."));
        return new(key, [.. cases]);
    }

    private static SettingType.Group ReadGroup(Type type, ImmutableHashSet<Type> above)
    {
        if (type.IsAbstract || type.GetMethod("<Clone>$") is null) throw new InvalidOperationException($"{type} cannot be a setting.");
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
        var nullability = new NullabilityInfoContext();
        var settings = constructor.GetParameters().Select(p => ReadSetting(type, p, nullability, above)).ToImmutableArray();
        var invoker = ConstructorInvoker.Create(constructor);
        return new(type, settings, values => invoker.Invoke(values.AsSpan()));
    }

    private static Setting ReadSetting(Type owner, ParameterInfo parameter, NullabilityInfoContext nullability, ImmutableHashSet<Type> above)
    {
        var property = owner.GetProperty(parameter.Name!)
            ?? throw new InvalidOperationException($"{owner}: parameter {parameter.Name} has no property of its name.");
        var limits = parameter.GetCustomAttribute<SettingAttribute>() ?? property.GetCustomAttribute<SettingAttribute>()
            ?? throw new InvalidOperationException($"{owner}: parameter {parameter.Name} needs a [Setting] with its one-line description.");
        var inner = Nullable.GetUnderlyingType(parameter.ParameterType);
        var isNullable = inner is not null || nullability.Create(parameter).WriteState == NullabilityState.Nullable;
        var type = Read(inner ?? parameter.ParameterType, above);
        return new(property, type, limits, isNullable, parameter.HasDefaultValue, DefaultOf(parameter, type));
    }

    // Reflection gives a nullable enumeration's default as a bare number, and an omitted list as null: default(ImmutableArray<T>) would throw at its
    // first use.
    private static object? DefaultOf(ParameterInfo parameter, SettingType type)
    {
        if (!parameter.HasDefaultValue) return null;
        var inner = Nullable.GetUnderlyingType(parameter.ParameterType);
        return (parameter.DefaultValue, type) switch
        {
            (null, SettingType.List list) when inner is null => list.Create([]),
            ({ } value, SettingType.Choice) => Enum.ToObject(inner ?? parameter.ParameterType, value),
            var (value, _) => value,
        };
    }
}

/// <summary>Reads properties through delegates: a sweep reads the same few of very many records.</summary>
internal static class Getter
{
    private static readonly MethodInfo Typed = typeof(Getter).GetMethod(nameof(OfTyped), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>The value of a property of an object.</summary>
    public static Func<object, object?> Of(PropertyInfo property) => property.DeclaringType!.IsValueType
        ? property.GetValue
        : (Func<object, object?>)Typed.MakeGenericMethod(property.DeclaringType, property.PropertyType).Invoke(null, [property])!;

    private static Func<object, object?> OfTyped<TOwner, TValue>(PropertyInfo property)
        where TOwner : class
    {
        var get = property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();
        return owner => get((TOwner)owner);
    }
}
