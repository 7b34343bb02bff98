namespace Pipelines.Stages.Settings;

/// <summary>A value that a stage's body gets although no key holds it: something that is in the key stands for it.</summary>
/// <param name="because">What stands for it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInKeyAttribute(string because) : Attribute
{
    public string Because { get; } = because;
}
