namespace Pipelines.Stages.States;

/// <summary>The bytes of a state: what a checkpoint of a long stage consists of.</summary>
/// <param name="Version">Raised with every change of the form: bytes of another version are no state.</param>
/// <param name="Write">Writes everything that the run needs to go on bit for bit; what it can compute again from its inputs may be left out.</param>
/// <param name="Read">The inverse.</param>
public sealed record StateForm<TState>(int Version, Action<StateWriter, TState> Write, Func<StateReader, TState> Read)
    where TState : class;
