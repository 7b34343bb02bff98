using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>The graph that executes a plan, as linked TPL Dataflow blocks.</summary>
/// <remarks>
/// <code>
///           +-> generation -+
///           +-> training   -+
///   join ---+-> theory     -+---> writer ---> join
///           +-> comparison -+
/// </code>
/// The join offers a stage once its inputs are there. The link to a block takes the stages of the block's role; a role without stages has no block.
/// The writer keeps finished tables in the store and tells the join. Every block is bounded. The blocks complete in the direction of the links
/// when the join completes; a fault goes around the graph and ends every block.
/// </remarks>
internal sealed class Dataflow
{
    private static readonly DataflowLinkOptions Propagating = new() { PropagateCompletion = true };

    private readonly KeyJoin _join;
    private readonly ImmutableArray<TransformManyBlock<ReadyStage, ImmutableArray<StageEnd>>> _roles;
    private readonly TransformBlock<ImmutableArray<StageEnd>, JoinEvent> _writer;

    /// <param name="join">Holds the plan.</param>
    /// <param name="roles">The roles that have a block.</param>
    /// <param name="execution">What the blocks do.</param>
    /// <param name="options">Their bounds.</param>
    /// <param name="cancellation">Ends stages after their slice.</param>
    public Dataflow(
        KeyJoin join, IEnumerable<StageRole> roles, StageExecution execution, ExecutionOptions options, CancellationToken cancellation)
    {
        var running = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = options.MostUnderWay,
            MaxDegreeOfParallelism = options.MostUnderWay,
            EnsureOrdered = false
        };
        var writing = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = options.MostUnderWay,
            MaxDegreeOfParallelism = options.Threads,
            EnsureOrdered = false
        };
        (_join, _writer) = (join, new(execution.Keep, writing));
        _roles = [.. roles.Select(role => RoleBlock(role, stage => execution.RunAsync(stage, cancellation), running))];
        _writer.LinkTo(join.Ended, Propagating);
        Task.WhenAll(_roles.Select(b => b.Completion)).ContinueWith(_ => _writer.Complete(), TaskContinuationOptions.OnlyOnRanToCompletion);
    }

    /// <summary>Runs until the join completes and every block is empty.</summary>
    /// <exception cref="Exception">The first exception of a block; blocks that are at work then end by themselves.</exception>
    public async Task RunAsync()
    {
        _join.Start();
        try
        {
            await _join.Ended.Completion.ConfigureAwait(false);
        }
        catch (AggregateException nested)
        {
            // A fault that passed a link comes wrapped once for each link.
            ExceptionDispatchInfo.Throw(nested.Flatten().InnerExceptions[0]);
        }
    }

    private TransformManyBlock<ReadyStage, ImmutableArray<StageEnd>> RoleBlock(
        StageRole role, Func<ReadyStage, IAsyncEnumerable<ImmutableArray<StageEnd>>> run, ExecutionDataflowBlockOptions options)
    {
        var block = new TransformManyBlock<ReadyStage, ImmutableArray<StageEnd>>(run, options);
        _join.Ready.LinkTo(block, Propagating, stage => stage.Stage.Node.Stage.Role == role);
        block.LinkTo(_writer);
        block.Completion.ContinueWith(ended => ((IDataflowBlock)_writer).Fault(ended.Exception!), TaskContinuationOptions.OnlyOnFaulted);
        return block;
    }
}
