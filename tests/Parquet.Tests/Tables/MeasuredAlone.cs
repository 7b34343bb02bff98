namespace Pipelines.Parquet.Tests.Tables;

/// <summary>Tests that measure memory run while no other test does.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
