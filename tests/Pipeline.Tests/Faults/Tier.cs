using System.Globalization;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>How often the fault tests try: a few minutes by default, hours with PIPELINES_DEEP=1, or with PIPELINES_DEEP=3/10 the third of ten pieces
/// of that.</summary>
internal static class Tier
{
    private static readonly (int Piece, int Pieces)? Deep = Parse(Environment.GetEnvironmentVariable("PIPELINES_DEEP"));

    public static bool IsDeep => Deep is not null;

    /// <summary>Numbers of the trials to do, of all that the deep tier has: those of one piece, or a few spread over all of them.</summary>
    public static IEnumerable<int> Trials(int usual, int deep) => Deep is var (piece, pieces)
        ? Enumerable.Range(0, deep).Where(trial => trial % pieces == piece - 1)
        : Enumerable.Range(0, usual).Select(i => (int)((long)i * deep / usual));

    /// <summary>The random numbers of a trial, so that a trial that fails can be repeated alone.</summary>
    public static Random RandomOf(int test, int trial) => new((1_000_000 * test) + trial);

    private static (int Piece, int Pieces)? Parse(string? text) => text?.Split('/') switch
    {
        ["1"] => (1, 1),
        [var piece, var pieces] => (int.Parse(piece, CultureInfo.InvariantCulture), int.Parse(pieces, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
