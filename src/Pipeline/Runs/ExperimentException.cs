using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Runs;

/// <summary>An experiment file, or an override, is not good. Nothing was started.</summary>
/// <remarks>The message has every error for people: place, sentence, the line with a caret, what is expected, what to write instead.</remarks>
/// <param name="errors">At least one error.</param>
public sealed class ExperimentException(ImmutableArray<ConfigError> errors) : Exception(TextOf(errors))
{
    /// <summary>Every error, in the order of their places.</summary>
    public ImmutableArray<ConfigError> Errors { get; } = errors;

    private static string TextOf(ImmutableArray<ConfigError> errors) => string.Join('\n', errors.Select(e => e.Render())
        .Append(errors.Length == 1 ? "1 error; nothing was started." : $"{errors.Length} errors; nothing was started."));
}

/// <summary>From errors as values to one exception.</summary>
internal static class CheckedValues
{
    /// <exception cref="ExperimentException">There are errors.</exception>
    public static T Required<T>(this Checked<T> read) => read.Match(valid: value => value, invalid: errors => throw new ExperimentException(errors));

    /// <summary>The next step, where there is no error.</summary>
    public static Checked<TNext> Then<T, TNext>(this Checked<T> read, Func<T, Checked<TNext>> next) =>
        read.Match(valid: next, invalid: errors => new Checked<TNext>.Invalid(errors));
}

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
