namespace Pipelines.Legs;

/// <summary>Marks a static method without parameters whose <c>byte[]</c> must not depend on the instruction set.</summary>
/// <remarks>
/// One file a system under Cases/; the program finds the methods by itself. Keep a case below about 1e6 fused multiply-adds: without hardware
/// support each costs tens of nanoseconds. <see cref="Bytes"/> turns results into bytes.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LegCaseAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
