namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Whose spread over random initial weights is meant.</summary>
public enum SpreadConvention
{
    /// <summary>Of f itself: the paper's supplement, eqs. 17-20.</summary>
    Printed,

    /// <summary>Of f - f_0, the output that training and classification use: smaller, and 0 at the start.</summary>
    InitialOutputSubtracted,
}
