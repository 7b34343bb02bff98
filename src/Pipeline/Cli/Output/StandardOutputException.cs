using System.Collections.Immutable;
using System.CommandLine;
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

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What was asked for cannot be written to standard output: a full device, a closed stream. (A reader that has read enough is no error.)</summary>
internal sealed class StandardOutputException(string message, Exception inner) : IOException(message, inner);
