using System.Diagnostics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>How classes become labels ±1.</summary>
public abstract record ImageLabelling
{
    private ImageLabelling() { }

    /// <summary>Even classes +1, odd classes −1.</summary>
    public sealed record Parity : ImageLabelling;

    /// <summary>Classes First, ..., First + Size − 1 are +1, the next Size classes −1; images of other classes are left out.</summary>
    public sealed record ClassRanges(int First, int Size) : ImageLabelling;

    public T Match<T>(Func<Parity, T> parity, Func<ClassRanges, T> classRanges)
    {
        ArgumentNullException.ThrowIfNull(parity);
        ArgumentNullException.ThrowIfNull(classRanges);
        return this switch
        {
            Parity rule => parity(rule),
            ClassRanges rule => classRanges(rule),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>+1, −1, or 0 for a class that takes no part.</summary>
    internal int Label(int imageClass) => Match(
        parity: _ => imageClass % 2 == 0 ? 1 : -1,
        classRanges: r => imageClass < r.First || imageClass >= r.First + (2 * r.Size) ? 0 : imageClass < r.First + r.Size ? 1 : -1);
}
