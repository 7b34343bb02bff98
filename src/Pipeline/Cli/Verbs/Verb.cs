using System.Collections.Immutable;
using System.CommandLine;

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
