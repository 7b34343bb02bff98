namespace Pipelines.Stages.Settings;

/// <summary>Describes one setting of an experiment file: the one source of its check, its schema entry and its documentation.</summary>
/// <remarks>
/// Put on every parameter of a positional record, or on the property that cases of a union inherit. The name is written here and not taken from C#,
/// so that another C# name changes neither files nor keys. A parameter with a default value is optional, and so is a group all of whose settings are;
/// any other is required. The limits of a list hold for each of its items.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string summary) : Attribute
{
    /// <summary>The key in the file, camelCase; in keys of stored results with a capital, see <see cref="SettingName.InKey"/>.</summary>
    public string Name { get; } = name;

    /// <summary>One line in the field's words.</summary>
    public string Summary { get; } = summary;

    /// <summary>Unit, in words; empty when dimensionless.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Smallest permitted value.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest permitted value.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The minimum itself is not permitted.</summary>
    public bool ExclusiveMinimum { get; init; }

    /// <summary>The maximum itself is not permitted.</summary>
    public bool ExclusiveMaximum { get; init; }

    /// <summary>The text names a file or folder that the tool writes, so it must be a <see cref="SafeName"/>.</summary>
    public bool IsFileName { get; init; }

    /// <summary>The text is the path of a file or folder that the experiment is given, relative to the file that names it.</summary>
    public bool IsGivenFile { get; init; }

    /// <summary>A setting that older files did not have: with its default it is not in keys either, so that their results stay in use.</summary>
    public bool IsLater { get; init; }

    /// <summary>A text of sentences, which may have several lines; any other stands on one.</summary>
    public bool IsProse { get; init; }

    /// <summary>A text that may also be written as a bare number, such as a time or the name of one.</summary>
    public bool TakesNumber { get; init; }

    /// <summary>The paper's letter, as docs/reference/notation.md has it; empty where there is none.</summary>
    public string Symbol { get; init; } = "";

    /// <summary>A value as a file writes it on one line, for people. Of a group it is one in which everything that must be written stands.</summary>
    /// <remarks>Empty: one is made of the type.</remarks>
    public string Example { get; init; } = "";

    /// <summary>Keys beside this one that its example needs, as in <c>start: fixed</c>.</summary>
    public string With { get; init; } = "";

    /// <summary>The key in the example of the group that this one replaces.</summary>
    public string InsteadOf { get; init; } = "";

    /// <summary>Keys of the group that this system refuses, parted by commas.</summary>
    public string Without { get; init; } = "";
}

/// <summary>Marks a closed union whose case is named in the file by this key, e.g. <c>law: gaussian</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingUnionAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}

/// <summary>Names one case of a <see cref="SettingUnionAttribute"/> union as the file writes it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingCaseAttribute(string name, string summary) : Attribute
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    /// <summary>What an example of this case needs elsewhere in the file, by dotted paths, as in <c>theory.start: average</c>.</summary>
    public string With { get; init; } = "";
}

/// <summary>A value that a stage's body gets although no key holds it: something that is in the key stands for it.</summary>
/// <param name="because">What stands for it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInKeyAttribute(string because) : Attribute
{
    public string Because { get; } = because;
}

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
