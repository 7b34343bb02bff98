using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The perceptron: its output is the sign of phi(w.x/sqrt(d)).</summary>
[SettingUnion("activation")]
[WrittenAs("MixtureNetworkSettings")]
public abstract record MixtureNetworkSettings
{
    private MixtureNetworkSettings() { }

    [SettingCase("linear", "phi(h) = h")]
    public sealed record Linear : MixtureNetworkSettings;

    [SettingCase("door", "phi(h) = h^2 - threshold^2")]
    public sealed record Door(
        [Setting("threshold", "Half-width L of the door", Minimum = 0, ExclusiveMinimum = true)] double Threshold) : MixtureNetworkSettings;

    public T Match<T>(Func<Linear, T> linear, Func<Door, T> door)
    {
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(door);
        return this switch
        {
            Linear settings => linear(settings),
            Door settings => door(settings),
            _ => throw new UnreachableException(),
        };
    }
}
