using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The window of time in which simulations and theory are compared; step 0 is never in it.</summary>
[WrittenAs("MixtureComparisonSettings")]
public sealed record MixtureComparisonSettings(
    [Setting("from", "First time that counts; absent: the first step", Unit = "time", Minimum = 0)] double? From = null,
    [Setting("until", "Last time that counts; absent: the last step", Unit = "time", Minimum = 0)] double? Until = null)
    : IValidatedSettings
{
    /// <summary>True for the recorded steps that the criterion is about.</summary>
    internal bool Holds(long step, double time) => step >= 1 && time >= (From ?? 0) && time <= (Until ?? double.PositiveInfinity);

    public IEnumerable<Violation> Violations()
    {
        if (Until < From)
            yield return new("until", FormattableString.Invariant($"The window ends at {Until}, before it begins at {From}."), "Exchange the two.");
    }
}
