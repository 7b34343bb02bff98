namespace Pipelines.Model.Datasets.Images;

/// <summary>How the reference direction w* of data without one is taken from the training set.</summary>
public enum ReferenceRule
{
    /// <summary>Difference of the two class means.</summary>
    ClassMeanDifference,

    /// <summary>Mean of y·x.</summary>
    LabelWeightedMean,
}
