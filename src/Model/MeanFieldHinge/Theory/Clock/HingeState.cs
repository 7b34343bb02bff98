namespace Pipelines.Model.MeanFieldHinge.Theory.Clock;

/// <summary>Everything that evolves in the mean-field dynamics: one number, the clock γ.</summary>
/// <param name="Time">t in descent steps; may be +inf.</param>
/// <param name="Clock">γ(t), from 0; nondecreasing.</param>
/// <param name="Gap">γ* - γ, kept apart because it goes on shrinking when γ has long stopped moving in double precision; +inf where learning
/// never stops.</param>
public readonly record struct HingeState(double Time, double Clock, double Gap);
