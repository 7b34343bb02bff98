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
    /// <param name="isTest">They are images to test on.</param>
    /// <param name="draw">Draws which images are chosen; null chooses the first ones.</param>
    /// <param name="absent">Says of a label what there is none of; empty for nothing to say.</param>
    /// <exception cref="ChoiceException">There are not as many images as asked for.</exception>
    internal int[] Choose(int[] labels, bool isTest, RandomKey? draw, Func<int, string> absent)
    {
        int[] order = draw is { } key ? Draws.Permutation(key, labels.Length) : [.. Enumerable.Range(0, labels.Length)];
        int[] Of(int label, int count, string kind)
        {
            int[] found = [.. order.Where(n => label == 0 ? labels[n] != 0 : labels[n] == label).Take(count).Order()];
            if (found.Length == count) return found;
            // Without the numbers: sizes that are swept have one sentence.
            if (absent(label) is { Length: > 0 } none) throw new ChoiceException(none) { IsOfTest = isTest };
            var (part, setting) = isTest ? ("test", "testSamples") : ("training", "trainingSamples");
            throw new ChoiceException($"{count} {part} images {kind} are asked for, there are {found.Length}; decrease {setting}.")
            {
                Setting = setting,
                IsOfTest = isTest,
            };
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
