using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary>One verb of the command line. A new verb is one file that creates it and one line in <see cref="VerbTree"/>.</summary>
/// <param name="name">What is typed.</param>
/// <param name="summary">One line for lists.</param>
internal sealed class Verb(string name, string summary) : Command(name, summary)
{
    /// <summary>What people do with it, for its help; at least one.</summary>
    public required ImmutableArray<Example> Examples { get; init; }

    /// <summary>It ends by itself, cleanly, when it is asked to stop; a verb that does not is ended by the system at the first signal.</summary>
    public bool StopsCleanly { get; init; }
}

/// <summary>A command that works as it stands, and what it is good for.</summary>
internal sealed record Example(string Purpose, string CommandLine);
