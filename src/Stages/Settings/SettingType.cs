using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;

namespace Pipelines.Stages.Settings;

/// <summary>What may be written for a setting, read off a C# type once: a closed union that the binder, the schema and the listings match
/// on.</summary>
public abstract class SettingType
{
    private SettingType() { }

    /// <summary>A finite double.</summary>
    public sealed class Number : SettingType;

    /// <summary>A whole number of the given CLR type (int, long or ulong), within that type's range.</summary>
    public sealed class Integer(Type clrType, decimal minimum, decimal maximum) : SettingType
    {
        public Type ClrType { get; } = clrType;

        public decimal Minimum { get; } = minimum;

        public decimal Maximum { get; } = maximum;
    }

    public sealed class Boolean : SettingType;

    public sealed class Text : SettingType;

    /// <summary>One of several names; <see cref="Values"/> are the enumeration's members in their order.</summary>
    public sealed class Choice(ImmutableArray<string> names, ImmutableArray<object> values, ImmutableArray<string> summaries) : SettingType
    {
        public ImmutableArray<string> Names { get; } = names;

        /// <summary>What each name means, where it does not say so itself; otherwise empty.</summary>
        public ImmutableArray<string> Summaries { get; } = summaries;

        public ImmutableArray<object> Values { get; } = values;
    }

    /// <summary>A list; <see cref="Create"/> makes the immutable array of its items.</summary>
    public sealed class List(SettingType item, Func<object?[], object> create, Func<object, IEnumerable<object?>> items) : SettingType
    {
        public SettingType Item { get; } = item;

        public Func<object?[], object> Create { get; } = create;

        /// <summary>The items of an array; one that a program left out, which is default, has none.</summary>
        public Func<object, IEnumerable<object?>> Items { get; } = items;

        /// <summary>Makes the value of <c>{every: n}</c>, and says what n one has, 0 for a list; null where no list of steps is meant.</summary>
        public (Func<int, object> Create, Func<object, int> Of)? Every { get; init; }
    }

    /// <summary>A record: keys with values of their own.</summary>
    public sealed class Group(Type clrType, ImmutableArray<Setting> settings, Func<object?[], object> create) : SettingType
    {
        public Type ClrType { get; } = clrType;

        /// <summary>In the order of the record's parameters.</summary>
        public ImmutableArray<Setting> Settings { get; } = settings;

        /// <summary>Makes the record from values in the order of <see cref="Settings"/>; what its constructor throws passes through.</summary>
        public Func<object?[], object> Create { get; } = create;

        /// <summary>Nothing in it has to be written.</summary>
        public bool IsOptional { get; } = settings.All(s => !s.IsRequired);
    }

    /// <summary>A closed union: the value of <see cref="Key"/> says which of the cases the other keys belong to.</summary>
    public sealed class Union(string key, ImmutableArray<UnionCase> cases) : SettingType
    {
        public string Key { get; } = key;

        public ImmutableArray<UnionCase> Cases { get; } = cases;
    }

    public T Match<T>(
        Func<Number, T> number, Func<Integer, T> integer, Func<Boolean, T> boolean, Func<Text, T> text,
        Func<Choice, T> choice, Func<List, T> list, Func<Group, T> group, Func<Union, T> union) => this switch
        {
            Number t => number(t),
            Integer t => integer(t),
            Boolean t => boolean(t),
            Text t => text(t),
            Choice t => choice(t),
            List t => list(t),
            Group t => group(t),
            Union t => union(t),
            _ => throw new UnreachableException(),
        };
}

/// <summary>One case of a settings union.</summary>
/// <param name="Name">As the file writes it.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Group">The keys that go with it.</param>
/// <param name="With">What an example of it needs elsewhere, see <see cref="SettingCaseAttribute.With"/>.</param>
public sealed record UnionCase(string Name, string Summary, SettingType.Group Group, string With = "");

/// <summary>One key of a group: what may be written, how it is documented, and what holds when it is left out.</summary>
public sealed class Setting
{
    private readonly Func<object, object?> get;

    internal Setting(PropertyInfo property, SettingType type, SettingAttribute limits, bool isNullable, bool hasDefault, object? defaultValue)
    {
        get = Getter.Of(property);
        Key = limits.Name;
        Type = type;
        Limits = limits;
        IsNullable = isNullable;
        Default = defaultValue;
        IsRequired = !hasDefault && type is not SettingType.Group { IsOptional: true };
        IsImplied = !hasDefault && !IsRequired;
    }

    public string Key { get; }

    public SettingType Type { get; }

    public SettingAttribute Limits { get; }

    /// <summary>null may be written.</summary>
    public bool IsNullable { get; }

    public bool IsRequired { get; }

    /// <summary>Left out, it is the group of its own defaults.</summary>
    public bool IsImplied { get; }

    /// <summary>The value when the key is left out; null also when it <see cref="IsRequired"/> or <see cref="IsImplied"/>.</summary>
    public object? Default { get; }

    /// <summary>This setting's value in a record of the group that it belongs to.</summary>
    public object? Of(object record) => get(record);
}
