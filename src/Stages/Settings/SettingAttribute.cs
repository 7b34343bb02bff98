namespace Pipelines.Stages.Settings;

/// <summary>Describes one setting of an experiment file: the one source of its check, its schema entry and its documentation.</summary>
/// <remarks>Put on the parameters of positional records. A parameter with a default value is optional; one without is required.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class SettingAttribute(string summary) : Attribute
{
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
}
