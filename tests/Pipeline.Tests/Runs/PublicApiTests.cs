using System.Reflection;
using Pipelines.Pipeline.Runs;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>The public surface of the library is a decision: public-api.txt has every type and member, and changes with the reason in the
/// commit.</summary>
/// <remarks><c>PIPELINES_API_TO=FOLDER</c> writes the list there.</remarks>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void The_public_types_and_members_are_those_of_the_list()
    {
        string[] lines = [.. typeof(Experiment).Assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Lines)];
        if (Environment.GetEnvironmentVariable("PIPELINES_API_TO") is { } folder) File.WriteAllLines(Path.Combine(folder, "public-api.txt"), lines);
        Assert.Equal(File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "tests", "Pipeline.Tests", "Runs", "public-api.txt")), lines);
    }

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{Kind(type)} {type.FullName}";
        IEnumerable<string> members = type.IsEnum
            ? Enum.GetNames(type)
            : type.GetMembers(Declared).Where(m => IsWritten(m, type)).Select(Text).Order(StringComparer.Ordinal);
        foreach (var member in members) yield return $"    {member}";
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type.IsAbstract && type.IsSealed
            ? "static class"
            : $"{(type.IsAbstract ? "abstract" : "sealed")} {(type.GetMethod("<Clone>$") is null ? "class" : "record")}";

    /// <summary>What a record gets from the compiler goes without saying.</summary>
    private static bool IsWritten(MemberInfo member, Type type) => member switch
    {
        MethodInfo m => !m.IsSpecialName && m.Name is not ("<Clone>$" or "Equals" or "GetHashCode" or "Deconstruct" or "ToString"),
        ConstructorInfo c => c.GetParameters() is not [var only] || only.ParameterType != type,
        Type => false,
        _ => true,
    };

    private static string Text(MemberInfo member) => member switch
    {
        MethodInfo m => $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType)} {m.Name}{Generic(m)}({Parameters(m)})",
        ConstructorInfo c => $"new({Parameters(c)})",
        PropertyInfo p =>
            $"{(p.GetMethod!.IsStatic ? "static " : "")}{Name(p.PropertyType)}{(Nullability.Create(p).ReadState == NullabilityState.Nullable
                && !p.PropertyType.IsValueType ? "?" : "")} {p.Name} {{ get;{(p.SetMethod is null ? "" : " init;")} }}",
        FieldInfo f => $"const {Name(f.FieldType)} {f.Name} = {f.GetRawConstantValue()}",
        _ => member.ToString()!,
    };

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? "?" : "")}"));

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? $"{Name(value)}?"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
