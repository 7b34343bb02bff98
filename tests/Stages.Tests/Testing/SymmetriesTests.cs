using Pipelines.Testing;

namespace Pipelines.Stages.Tests.Testing;

public sealed class SymmetriesTests
{
    public static TheoryData<string, double[], bool> Matrices => new()
    {
        { "zero", [0, 0, 0, 0], true },
        { "nothing on the diagonal", [0, 1, 1, 0], false },
        { "a zero on the diagonal beside another entry", [0, 1, 1, 1], false },
        { "indefinite", [1, 2, 2, 1], false },
        { "of rank one", [1, 2, 2, 4], true },
        { "definite", [2, 1, 1, 2], true },
    };

    [Theory]
    [MemberData(nameof(Matrices))]
    public void A_matrix_is_positive_where_none_of_its_eigenvalues_is_negative(string what, double[] entries, bool isPositive)
    {
        var comparison = new Comparison();
        Symmetries.PositiveSemiDefinite(comparison, what, 2, (i, j) => entries[(2 * i) + j], 1e-12);
        Assert.Equal(isPositive, comparison.Finding.Holds);
    }
}
