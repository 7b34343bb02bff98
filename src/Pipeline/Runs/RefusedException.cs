namespace Pipelines.Pipeline.Runs;

/// <summary>What was asked for cannot be done as things are. Nothing was changed, but for <see cref="Refusal.Locked"/> during a run.</summary>
/// <param name="reason">Why, for programs.</param>
/// <param name="message">Why, for people, with what to do; perhaps in several lines.</param>
public sealed class RefusedException(Refusal reason, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public Refusal Reason { get; } = reason;
}

/// <summary>Reasons of a <see cref="RefusedException"/>.</summary>
public enum Refusal
{
    /// <summary>Something that was named is not there, or is not what it should be.</summary>
    Usage,

    /// <summary>The machine has less memory than one stage needs.</summary>
    WillNotFit,

    /// <summary>Another process is at work there. What a run finished until then is kept.</summary>
    Locked,
}
