namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>The theory, right or with one mistake: what the power test must tell apart.</summary>
internal enum TheoryVariant
{
    Right,
    MemoryKernelSignFlipped,
    MemoryKernelDropped,
    MemoryKernelTimesRate,
    MemoryKernelWithoutNoiseLevel,
    NoiseKernelWithoutNoiseLevel,
    CurvatureWithoutNoiseLevel,
    DriftWithoutSignalNoise,
    FieldWithoutSelfTerm,
    EulerDiagonal,
    GradientDividedByBatch,
}
