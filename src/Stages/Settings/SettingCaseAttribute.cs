namespace Pipelines.Stages.Settings;

/// <summary>Names one case of a <see cref="SettingUnionAttribute"/> union as the file writes it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingCaseAttribute(string name, string summary) : Attribute
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;
}
