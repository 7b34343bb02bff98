namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>How often the fault tests try: a few minutes by default, hours with PIPELINES_DEEP=1.</summary>
internal static class Tier
{
    public static bool IsDeep { get; } = Environment.GetEnvironmentVariable("PIPELINES_DEEP") == "1";

    public static int Of(int usual, int deep) => IsDeep ? deep : usual;
}
