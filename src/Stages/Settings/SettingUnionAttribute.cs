namespace Pipelines.Stages.Settings;

/// <summary>Marks a closed union whose case is named in the file by this key, e.g. <c>law: gaussian</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingUnionAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
