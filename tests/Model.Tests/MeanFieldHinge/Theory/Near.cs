namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>Comparison of doubles with a stated relative tolerance and floor; infinities and undefined values must coincide.</summary>
internal static class Near
{
    public static bool Are(double expected, double actual, double relative, double floor = 0) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= Math.Max(relative * Math.Abs(expected), floor);

    public static void Assert(double expected, double actual, double relative, string what, double floor = 0) =>
        Xunit.Assert.True(
            Are(expected, actual, relative, floor),
            FormattableString.Invariant($"{what}: expected {expected:r}, got {actual:r}, relative difference {(actual / expected) - 1:g3}"));
}
