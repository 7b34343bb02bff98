using System.Globalization;
using System.Reflection;

namespace Pipelines.Parquet.Tests.Consumer;

/// <summary>An assembly's public types and members as sorted lines of text.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Inherited = ["Equals", "GetHashCode", "ToString"];

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{Name(type)} : {(type.IsEnum ? "enum" : Name(type.BaseType!))}";
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return $"{Name(type)}.{name} = {Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)}";
            yield break;
        }
        var members = type.GetMembers(Declared).Where(member => member is not MethodInfo { IsSpecialName: true });
        foreach (var member in members.Where(member => !Inherited.Contains(member.Name)))
            yield return $"{Name(type)}.{Describe(member)}";
    }

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{method.Name}{(method.IsGenericMethod ? "<T>" : "")}({Parameters(method)}) : {Name(method.ReturnType)}",
        PropertyInfo { SetMethod.IsPublic: true } property => $"{property.Name} : {Name(property.PropertyType)} {{ get; set; }}",
        PropertyInfo property => $"{property.Name} : {Name(property.PropertyType)} {{ get; }}",
        FieldInfo field => $"{field.Name} : {Name(field.FieldType)}",
        _ => member.ToString()!,
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(Describe));

    private static string Describe(ParameterInfo parameter) =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}";

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Name(underlying) + "?";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        var own = type.Namespace?.StartsWith("Parquet", StringComparison.Ordinal) == true && !type.IsGenericParameter;
        var name = own ? $"{type.Namespace}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
