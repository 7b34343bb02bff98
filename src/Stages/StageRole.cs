namespace Pipelines.Stages;

/// <summary>The four links of the chain; the runtime has one block for each.</summary>
public enum StageRole
{
    /// <summary>Makes data sets and initial states.</summary>
    Generation,

    /// <summary>Trains or simulates a network.</summary>
    Training,

    /// <summary>Solves the theory.</summary>
    Theory,

    /// <summary>Compares tables with each other and with the checks.</summary>
    Comparison,
}
