using System.Numerics;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Some updates of one run, to be made alone or together with others on the same data.</summary>
/// <param name="Simulation">Problem and data.</param>
/// <param name="State">Where to start.</param>
/// <param name="Steps">Number of updates, at least 0.</param>
/// <param name="IsRecorded">Says which steps are recorded; asked for the steps in [State.Step, State.Step + Steps).</param>
/// <param name="Workspace">Scratch of this run.</param>
public sealed record MixtureAdvance<T>(
    MixtureSimulation<T> Simulation, MixtureTrainingState<T> State, long Steps, Func<long, bool> IsRecorded, MixtureTrainingWorkspace<T> Workspace)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public MixtureSimulation<T> Simulation { get; } = Simulation ?? throw new ArgumentNullException(nameof(Simulation));

    public MixtureTrainingState<T> State { get; } = State ?? throw new ArgumentNullException(nameof(State));

    public long Steps { get; } = Steps >= 0 ? Steps : throw new ArgumentOutOfRangeException(nameof(Steps), Steps, "Steps must be at least 0.");

    public Func<long, bool> IsRecorded { get; } = IsRecorded ?? throw new ArgumentNullException(nameof(IsRecorded));

    public MixtureTrainingWorkspace<T> Workspace { get; } = Workspace ?? throw new ArgumentNullException(nameof(Workspace));
}
