using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// Numbers that the simulations take from files (CSV, Parquet, NumPy, HDF5) instead of drawing them; the theory keeps the laws that the other
/// sections state.
/// </summary>
public sealed record MixtureGivenSettings(
    [Setting("samples", "File of the training samples, one a row, not divided by sqrt(d): the label's column and d inputs")] string? Samples = null,
    [Setting("label", "Column of the labels, -1 and +1 or 0 and 1; every other column is an input")] string Label = "label",
    [Setting("weights", "File of the initial weights w(0): one column, d rows")] string? Weights = null,
    [Setting("masks", "File of the batch masks: row k is used in step k, one column a sample, 0 or 1")] string? Masks = null);
