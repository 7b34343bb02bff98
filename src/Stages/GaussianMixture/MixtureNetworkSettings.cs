using System.Diagnostics;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Output of the perceptron.</summary>
[SettingUnion("activation")]
public abstract record MixtureNetworkSettings
{
    private MixtureNetworkSettings() { }

    [SettingCase("linear", "phi(h) = h")]
    public sealed record Linear : MixtureNetworkSettings;

    [SettingCase("door", "phi(h) = h^2 - L^2")]
    public sealed record Door([Setting("Half-width L of the door", Minimum = 0, ExclusiveMinimum = true)] double Threshold) : MixtureNetworkSettings;

    internal MixtureActivation Activation =>
        Match<MixtureActivation>(linear: _ => new MixtureActivation.Linear(), door: s => new MixtureActivation.Door(s.Threshold));

    public T Match<T>(Func<Linear, T> linear, Func<Door, T> door)
    {
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(door);
        return this switch
        {
            Linear s => linear(s),
            Door s => door(s),
            _ => throw new UnreachableException(),
        };
    }
}
