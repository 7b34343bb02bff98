namespace Pipelines.Stages.Settings;

/// <summary>Settings with conditions across several keys, checked after each key has passed its own check.</summary>
public interface IValidatedSettings
{
    /// <summary>Every condition that does not hold; empty when the settings are good.</summary>
    IEnumerable<Violation> Violations();
}

/// <summary>One condition that does not hold.</summary>
/// <param name="Key">The key at fault, camelCase, relative to the record.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record Violation(string Key, string Message, string Fix);
