using System.Reflection;

namespace Pipelines.Stages.Settings;

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
