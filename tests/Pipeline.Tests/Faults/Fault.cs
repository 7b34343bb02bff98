namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>What happens to one operation on files.</summary>
/// <param name="Error">Thrown; null when nothing happens.</param>
/// <param name="IsDone">Thrown after the operation was carried out.</param>
/// <param name="Share">Of a write that fails, so much is written before.</param>
/// <param name="IsCrash">No operation after this one does anything.</param>
internal sealed record Fault(Exception? Error, bool IsDone = false, double Share = 0, bool IsCrash = false)
{
    public static Fault None { get; } = new((Exception?)null);

    /// <summary>The operation waits for this before it is carried out, and no other operation waits for it.</summary>
    public WaitHandle? Until { get; init; }

    public static Fault CrashBefore { get; } = new(new SimulatedCrashException(), IsCrash: true);

    public static Fault CrashAfter { get; } = new(new SimulatedCrashException(), IsDone: true, IsCrash: true);

    public static Fault CrashWithin(double share) => new(new SimulatedCrashException(), Share: share, IsCrash: true);
}

/// <summary>The process is gone.</summary>
internal sealed class SimulatedCrashException() : Exception("The process is gone.");
