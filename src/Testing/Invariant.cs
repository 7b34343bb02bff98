using System.Collections.Immutable;
using Pipelines.Model.Randomness;
using Pipelines.Testing.Cases;
using Pipelines.Testing.GaussianMixture;
using Pipelines.Testing.MeanFieldHinge;
using Pipelines.Testing.QuenchingActivation;

namespace Pipelines.Testing;

/// <summary>A statement that holds for every case of a system, as a value: what it says, where from, how exactly, and its check.</summary>
/// <param name="Name">Words joined by hyphens, such as <c>rotation-symmetry</c>.</param>
/// <param name="Statement">One sentence in the field's words.</param>
/// <param name="Equation">The same as a formula; symbols are those of docs/reference/notation.md.</param>
/// <param name="Source">Paper and equation, or what it follows from.</param>
/// <param name="Tolerance">How exactly it holds, and why.</param>
public abstract record Invariant(string Name, string Statement, string Equation, string Source, string Tolerance)
{
    /// <summary>The settings record of the systems that it is about.</summary>
    public abstract Type Settings { get; }

    /// <summary>Tries cases around a point of an experiment, the point itself first, and makes a failing one as small as it gets.</summary>
    /// <param name="settings">Of the type of <see cref="Settings"/>.</param>
    /// <param name="seed">Of the experiment: the seed of the first case.</param>
    /// <param name="run">How many cases, from which seed, and what ends it.</param>
    public abstract InvariantResult Test(object settings, ulong seed, InvariantRun run);
}

/// <summary>How an invariant is tested.</summary>
/// <param name="Cases">Number of cases, at least 1.</param>
/// <param name="Seed">The same seed gives the same cases.</param>
/// <param name="IsValid">Whether settings can be run; every case can.</param>
/// <param name="Cancellation">Ends it between two cases.</param>
public sealed record InvariantRun(int Cases, ulong Seed, Func<object, bool> IsValid, CancellationToken Cancellation = default)
{
    /// <summary>Called when a case was tried, from the thread that tried it; null for nobody.</summary>
    public Action? Tried { get; init; }
}

/// <summary>What a test of an invariant found.</summary>
/// <param name="Invariant">It.</param>
/// <param name="Cases">Cases that were tried, up to the first that failed.</param>
/// <param name="Applied">Those that it says something about.</param>
/// <param name="Worst">The case that came closest to the tolerance, or exceeded it.</param>
/// <param name="Smallest">The smallest case found that fails; null where none does.</param>
public sealed record InvariantResult(Invariant Invariant, int Cases, int Applied, Finding Worst, Counterexample? Smallest)
{
    public bool Holds => Smallest is null;
}

/// <summary>A case that an invariant fails on.</summary>
/// <param name="Settings">Of the type of <see cref="Invariant.Settings"/>.</param>
/// <param name="Seed">The seed of everything that is drawn.</param>
/// <param name="Finding">What differs, and by how much.</param>
public sealed record Counterexample(object Settings, ulong Seed, Finding Finding);

/// <summary>An invariant of the systems with one settings record.</summary>
/// <param name="Name">Words joined by hyphens, such as <c>rotation-symmetry</c>.</param>
/// <param name="Statement">One sentence in the field's words.</param>
/// <param name="Equation">The same as a formula.</param>
/// <param name="Source">Paper and equation, or what it follows from.</param>
/// <param name="Tolerance">How exactly it holds, and why.</param>
/// <param name="Check">Compares; a check that compares nothing says nothing about its case.</param>
/// <typeparam name="TSettings">The settings record of the system.</typeparam>
public sealed record Invariant<TSettings>(
    string Name, string Statement, string Equation, string Source, string Tolerance, Action<Trial<TSettings>, Comparison> Check)
    : Invariant(Name, Statement, Equation, Source, Tolerance)
    where TSettings : class
{
    /// <summary>Which cases are made around a point.</summary>
    public CaseSpace<TSettings> Cases { get; init; } = new();

    public override Type Settings => typeof(TSettings);

    /// <summary>What one case shows. What the check throws is a failure that says so.</summary>
    public Finding Try(Trial<TSettings> trial)
    {
        var comparison = new Comparison();
        try
        {
            Check(trial, comparison);
        }
        catch (Exception exception)
        {
            return new($"{exception.GetType().Name}: {exception.Message}", double.PositiveInfinity, 0);
        }
        return comparison.Finding;
    }

    public override InvariantResult Test(object settings, ulong seed, InvariantRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var neighbourhood = new Neighbourhood<TSettings>(Cases, run.IsValid);
        var search = new CaseSearch<TSettings>(this, run);
        var centre = neighbourhood.Centre(new((TSettings)settings, seed));
        search.Run(neighbourhood.Around(centre, run.Seed).Take(run.Cases - 1).Prepend(centre), neighbourhood);
        run.Cancellation.ThrowIfCancellationRequested();
        return search.Result;
    }
}

/// <summary>The invariants of any number of systems.</summary>
/// <param name="All">Those of one settings record have names that differ.</param>
public sealed record InvariantSet(ImmutableArray<Invariant> All)
{
    public ImmutableArray<Invariant> All { get; } = All.DistinctBy(i => (i.Settings, i.Name)).Count() == All.Length
        ? All
        : throw new ArgumentException("Two invariants of one system have one name.", nameof(All));

    /// <summary>Those of the systems of this build.</summary>
    public static InvariantSet BuiltIn { get; } = new(
    [
        .. HingeInvariants.All, .. MixtureInvariants.All, .. QuenchingInvariants.All,
    ]);

    /// <summary>These and some more; one under the name of one of these takes its place.</summary>
    /// <exception cref="ArgumentException">Two of <paramref name="more"/> are of one system and have one name.</exception>
    public InvariantSet With(params ImmutableArray<Invariant> more) =>
        new([.. All.Where(i => !more.Any(m => m.Settings == i.Settings && m.Name == i.Name)), .. more]);

    /// <summary>Those of a system.</summary>
    /// <param name="settings">Its settings record.</param>
    public ImmutableArray<Invariant> Of(Type settings) => [.. All.Where(i => i.Settings == settings)];
}

/// <summary>One case of an invariant: the settings of one point of an experiment, and the seed of everything that is drawn.</summary>
/// <remarks>It says all: the experiment file with these settings and this seed shows the same.</remarks>
/// <param name="Settings">The sections that the system reads.</param>
/// <param name="Seed">The experiment's seed.</param>
/// <typeparam name="TSettings">The system's settings record.</typeparam>
public sealed record Trial<TSettings>(TSettings Settings, ulong Seed)
    where TSettings : class
{
    /// <summary>Random numbers of a name: data, weights, rotations.</summary>
    public RandomKey Stream(string name) => RandomKey.FromSeed(Seed).Fork(name);

    /// <summary>A number in [0, 1) of a name.</summary>
    public double Uniform(string name)
    {
        Span<double> one = stackalloc double[1];
        Model.Randomness.Uniform.FillInto(Stream(name), 0, one);
        return one[0];
    }

    /// <summary>The numbers below <paramref name="count"/> in a random order of a name.</summary>
    public int[] Permutation(string name, int count) => [.. Enumerable.Range(0, count).OrderBy(i => Stream(name).Block((ulong)i).X0)];

    /// <summary>A number between two others, evenly over the decades between them, such as a time.</summary>
    public double Between(string name, double low, double high) =>
        low * Model.Numerics.Elementary.Pow(high / low, Uniform(name));
}
