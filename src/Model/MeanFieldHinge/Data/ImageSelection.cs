using System.Diagnostics;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Which of the labelled images take part.</summary>
public abstract record ImageSelection
{
    private ImageSelection() { }

    public sealed record All : ImageSelection;

    /// <summary>Count images.</summary>
    public sealed record First(int Count) : ImageSelection
    {
        public int Count { get; init => field = Require.Positive(value, nameof(Count)); } = Require.Positive(Count, nameof(Count));
    }

    /// <summary>Count images, half of them of either label (one more +1 if Count is odd).</summary>
    public sealed record Balanced(int Count) : ImageSelection
    {
        public int Count { get; init => field = Require.Positive(value, nameof(Count)); } = Require.Positive(Count, nameof(Count));
    }

    public T Match<T>(Func<All, T> all, Func<First, T> first, Func<Balanced, T> balanced)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(balanced);
        return this switch
        {
            All s => all(s),
            First s => first(s),
            Balanced s => balanced(s),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Indices of the chosen images in stored order.</summary>
    /// <param name="labels">+1, −1 or 0 (takes no part) per image.</param>
    /// <param name="draw">Draws which images are chosen; null chooses the first ones.</param>
    /// <param name="absent">Says of a label what there is none of; null for nothing to say.</param>
    /// <exception cref="AbsentClassException">There are not as many images as asked for, and <paramref name="absent"/> says why.</exception>
    /// <exception cref="InvalidDataException">There are not as many images as asked for.</exception>
    internal int[] Choose(int[] labels, RandomKey? draw = null, Func<int, string>? absent = null)
    {
        int[] order = draw is { } key ? Draws.Permutation(key, labels.Length) : [.. Enumerable.Range(0, labels.Length)];
        int[] Of(int label, int count, string kind)
        {
            int[] found = [.. order.Where(n => label == 0 ? labels[n] != 0 : labels[n] == label).Take(count).Order()];
            if (found.Length == count) return found;
            // Without the numbers: sizes that are swept have one sentence.
            throw absent?.Invoke(label) is { Length: > 0 } none
                ? new AbsentClassException(none)
                : new InvalidDataException($"{count} images {kind} are asked for, there are {found.Length}; decrease the number of samples.");
        }
        return Match(
            all: _ => [.. Enumerable.Range(0, labels.Length).Where(n => labels[n] != 0)],
            first: s => Of(0, s.Count, "with a label"),
            balanced: s =>
            [
                .. Of(1, s.Count - (s.Count / 2), "labelled +1")
                    .Concat(Of(-1, s.Count / 2, "labelled -1"))
                    .Order(),
            ]);
    }
}
