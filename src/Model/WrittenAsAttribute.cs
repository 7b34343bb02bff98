namespace Pipelines.Model;

/// <summary>The name that a type, a value or a choice has in files and in the keys of stored results, whatever it is called in C#.</summary>
/// <remarks>A new C# name leaves files readable and stored results in use. A new written name computes what depends on it anew.</remarks>
/// <param name="name">The name; the empty one of a value of several parts stands for the parts themselves.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum
        | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter,
    Inherited = false)]
public sealed class WrittenAsAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
