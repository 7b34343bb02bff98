namespace Pipelines.Stages.Settings;

/// <summary>One case of a settings union.</summary>
/// <param name="Name">As the file writes it.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Group">The keys that go with it.</param>
public sealed record UnionCase(string Name, string Summary, SettingType.Group Group);
