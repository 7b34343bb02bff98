namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>How the reference direction w* of data without one is taken from the training set.</summary>
[WrittenAs("ReferenceRule")]
public enum ReferenceRule
{
    /// <summary>Difference of the two class means.</summary>
    [WrittenAs("ClassMeanDifference")]
    ClassMeanDifference,

    /// <summary>Mean of y·x.</summary>
    [WrittenAs("LabelWeightedMean")]
    LabelWeightedMean,
}
