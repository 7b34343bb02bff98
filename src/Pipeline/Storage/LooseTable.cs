using System.Collections.Immutable;
using Pipelines.Model.Inputs.Given;

namespace Pipelines.Pipeline.Storage;

/// <summary>A given table of which only some columns need be numbers: those that somebody names.</summary>
/// <param name="Numbers">Every column; NaN where a field is no number.</param>
/// <param name="Others">The columns of <paramref name="Numbers"/> in which some field is no number.</param>
internal sealed record LooseTable(NumericTable Numbers, ImmutableDictionary<string, LooseTable.Texts> Others)
{
    /// <summary>A column that does not hold numbers alone.</summary>
    /// <param name="Values">Its fields, one a row.</param>
    /// <param name="Problem">The first that is no number, with its line: what to say to who takes them for numbers.</param>
    internal sealed record Texts(ImmutableArray<string> Values, string Problem);
}
