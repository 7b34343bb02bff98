using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>A stage of a <see cref="Schedule"/> and how far it is.</summary>
internal sealed class ScheduleEntry(PlannedStage stage, int order, ImmutableArray<ScheduleEntry> inputs)
{
    /// <summary>A stage of so few operations that reads and leaves so little is shorter than its way through the blocks, which it takes in
    /// company.</summary>
    private const double ShortFlops = 1e6, ShortBytes = 1 << 16;

    public PlannedStage Stage { get; set; } = stage;

    public int Order => order;

    /// <summary>What it still reads.</summary>
    public ImmutableArray<ScheduleEntry> Inputs { get; set; } = inputs;

    public int MissingInputs { get; set; } = inputs.Length;

    /// <summary>The stages that read it.</summary>
    public List<ScheduleEntry>? Users { get; set; }

    public int WaitingUsers { get; set; }

    /// <summary>Its result while somebody needs it.</summary>
    public object? Result { get; set; }

    public bool IsClosed { get; set; }

    public bool IsUnderWay { get; set; }

    public bool IsCompanion { get; set; }

    public Digest Key => Stage.Node.Key;

    public long Memory => StageMemory.Of(Stage.Node);

    public bool Runs => Stage.Action == PlanAction.Run;

    public bool IsShort => Runs && Stage.Node is TableNode { SharedInput: null } node && node.Cost.Flops < ShortFlops
        && node.Cost.DiskBytes + node.Inputs.Sum(i => (double)i.Cost.DiskBytes + i.Cost.MemoryBytes) < ShortBytes;
}
