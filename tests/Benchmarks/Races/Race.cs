namespace Pipelines.Benchmarks.Races;

/// <summary>A prepared piece of work that can be repeated, and what one repetition amounts to.</summary>
/// <param name="Run">One repetition.</param>
/// <param name="Steps">Steps in it: times are given per step.</param>
/// <param name="Flops">Floating-point operations of a step that any program must do; 0 when that is not the measure.</param>
/// <param name="Bytes">Bytes a step must read from memory; 0 when that is not the measure.</param>
/// <param name="Tries">Repetitions of a turn, of which the fastest counts: more than one for what says how fast the machine can be.</param>
internal sealed record Race(Action Run, long Steps = 1, double Flops = 0, double Bytes = 0, int Tries = 1);
