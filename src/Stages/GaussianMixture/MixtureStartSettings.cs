using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Where the simulated weights start.</summary>
[SettingUnion("kind")]
[WrittenAs("MixtureStartSettings")]
public abstract record MixtureStartSettings
{
    private MixtureStartSettings() { }

    [SettingCase("free", "independent normal weights of the given variance")]
    public sealed record Free : MixtureStartSettings;

    [SettingCase("fixed", "the same, shifted along the signal to a given overlap")]
    public sealed record Fixed(
        [Setting("magnetization", "Overlap m(0) = w.v*/d")] double Magnetization) : MixtureStartSettings;

    public T Match<T>(Func<Free, T> free, Func<Fixed, T> @fixed)
    {
        ArgumentNullException.ThrowIfNull(free);
        ArgumentNullException.ThrowIfNull(@fixed);
        return this switch
        {
            Free settings => free(settings),
            Fixed settings => @fixed(settings),
            _ => throw new UnreachableException(),
        };
    }
}
