using System.Collections.Immutable;
using System.Diagnostics;

namespace Pipelines.Stages;

/// <summary>The stages of one point, or why it has none.</summary>
public abstract record PointPlan
{
    private PointPlan() { }

    /// <param name="Outputs">The nodes whose tables are the point's results.</param>
    public sealed record Ready(ImmutableArray<TableNode> Outputs) : PointPlan
    {
        /// <summary>What may be run but should not surprise, in sentences; said once before the run.</summary>
        public ImmutableArray<string> Warnings { get; init; } = [];

        /// <summary>What given values must be to one another, beside what each stage asks of the files that it reads itself.</summary>
        public ImmutableArray<GivenFit> Fits { get; init; } = [];

        /// <summary>The first node that leaves the table of this name.</summary>
        /// <exception cref="ArgumentException">None does.</exception>
        public TableNode Producing(string table) =>
            Outputs.FirstOrDefault(o => o.Tables.Any(t => t.Name == table))
                ?? throw new ArgumentException($"No stage of this point leaves a table '{table}'.", nameof(table));
    }

    /// <summary>An optional input is absent: the point is left out and the run goes on.</summary>
    public sealed record Skipped(string Reason) : PointPlan;

    /// <summary>The settings ask for something that cannot be had: an error in the experiment file, and nothing is started.</summary>
    /// <param name="Setting">Path of the setting at fault, e.g. dataset.images.</param>
    /// <param name="Message">What is wrong.</param>
    /// <param name="Fix">What to do.</param>
    public sealed record Refused(string Setting, string Message, string Fix) : PointPlan;

    public T Match<T>(Func<Ready, T> ready, Func<Skipped, T> skipped, Func<Refused, T> refused)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(skipped);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Ready p => ready(p),
            Skipped p => skipped(p),
            Refused p => refused(p),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>A condition on values that are made of given files: a run asks it where it uses them, a check of the experiment without running.</summary>
/// <param name="Values">The values.</param>
/// <param name="Settings">What it reads beside them, as a text: conditions of the same values and text are the same.</param>
/// <param name="Require">Throws a <see cref="GivenFileException"/> where they do not fit, given their results.</param>
public sealed record GivenFit(ImmutableArray<ValueNode> Values, string Settings, Action<StageInputs> Require);
