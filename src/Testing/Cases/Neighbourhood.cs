using System.Globalization;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Testing.Cases;

/// <summary>The cases around a point of an experiment, and what is simpler than a case. All of them can be run.</summary>
/// <param name="space">Sizes and scales.</param>
/// <param name="isValid">Whether settings can be run, beyond what their declarations say.</param>
internal sealed class Neighbourhood<TSettings>(CaseSpace<TSettings> space, Func<object, bool> isValid)
    where TSettings : class
{
    private const int Attempts = 12;

    private readonly SettingType.Group _type = SettingTypes.Group(typeof(TSettings));

    /// <summary>The point itself, cut to the sizes of cases; data from files give way to data that are drawn.</summary>
    public Trial<TSettings> Centre(Trial<TSettings> trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Made(() => CutToSizes(trial.Settings)) is { } cut ? trial with { Settings = cut } : trial;
    }

    /// <summary>Nothing is larger than a case may be; what appears with another kind of a group is cut, too.</summary>
    private object CutToSizes(object settings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (SettingsChange.Of(_type, settings).FirstOrDefault(c => !space.IsFixed(c.Path) && !seen.Contains(c.Path)) is { } change)
        {
            seen.Add(change.Path);
            var cut = Cut(change);
            if (!Equals(cut, change.Value)) settings = change.With(cut);
        }
        return settings;
    }

    /// <summary>Cases without end; the number of a case and the seed determine it.</summary>
    /// <param name="centre">Where they lie around.</param>
    /// <param name="seed">Seed of the draws.</param>
    public IEnumerable<Trial<TSettings>> Around(Trial<TSettings> centre, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(centre);
        for (var number = 0L; ; number++)
        {
            var key = RandomKey.FromSeed(seed).Fork("case").Fork(number);
            var settings = centre.Settings;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var change = 0.7 / (1 + (attempt / 2));
                if (Drawn(centre.Settings, new(key.Fork(attempt)), change) is not { } drawn) continue;
                settings = drawn;
                break;
            }
            yield return new(settings, key.Block(0).X0 % 1_000_000);
        }
    }

    /// <summary>Cases with one thing simpler, the largest steps first.</summary>
    /// <param name="trial">The case.</param>
    /// <param name="first">Number of the setting to begin with; the others follow, and after the last comes the first.</param>
    public IEnumerable<(Trial<TSettings> Trial, int Setting)> Simpler(Trial<TSettings> trial, int first)
    {
        ArgumentNullException.ThrowIfNull(trial);
        // The seed comes after the last setting.
        SettingsChange?[] changes = [.. SettingsChange.Of(_type, trial.Settings), null];
        for (var k = 0; k < changes.Length; k++)
        {
            var setting = (first + k) % changes.Length;
            foreach (var simpler in changes[setting] is { } change ? Simpler(trial, change) : SimplerSeeds(trial)) yield return (simpler, setting);
        }
    }

    private IEnumerable<Trial<TSettings>> Simpler(Trial<TSettings> trial, SettingsChange change)
    {
        // What no case changes may still be left out.
        foreach (var value in Simplification.Of(change).Where(v => !space.IsFixed(change.Path) || Equals(v, change.Setting.Default)))
        {
            if (Made(() => change.With(value)) is { } simpler && !simpler.Equals(trial.Settings)) yield return trial with { Settings = simpler };
        }
    }

    private static IEnumerable<Trial<TSettings>> SimplerSeeds(Trial<TSettings> trial) =>
        ((ulong[])[1, trial.Seed / 2]).Where(seed => seed < trial.Seed).Select(seed => trial with { Seed = seed });

    private TSettings? Drawn(TSettings around, Dice dice, double change) =>
        Made(() => CutToSizes(new Variation<TSettings>(space, dice, change).Of(_type, around, "")));

    /// <summary>Settings that can be run, fitted; null where they cannot.</summary>
    private TSettings? Made(Func<object> make)
    {
        try
        {
            var fitted = space.Fit((TSettings)make());
            return IsGood(fitted) ? fitted : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private bool IsGood(TSettings settings) => SettingsLimits.AreMet(_type, settings) && isValid(settings);

    private object? Cut(SettingsChange change) => (change.Type, change.Value) switch
    {
        (SettingType.Integer t, { } size) when Convert.ToDecimal(size, CultureInfo.InvariantCulture) is var n && n > space.SizeOf(change.Path) =>
            Convert.ChangeType(
                Math.Max(space.SizeOf(change.Path), (long)Math.Max(change.Setting.Limits.Minimum, 0)), t.ClrType, CultureInfo.InvariantCulture),
        (SettingType.Text, not null) when change.Setting.IsNullable => null,
        (SettingType.Union union, { } value) when SettingsChange.CaseOf(union, value) is var current && NamesFiles(current) =>
            union.Cases.Where(c => !NamesFiles(c)).Select(c => Variation<TSettings>.Filled(c, value, current)).FirstOrDefault(f => f is not null)
                ?? value,
        _ => change.Value,
    };

    private static bool NamesFiles(UnionCase one) => one.Group.Settings.Any(
        s => s.IsRequired && s.Type is SettingType.Text or SettingType.List { Item: SettingType.Text });
}

/// <summary>Values that are simpler than a setting's: its default, the first of its kinds, less of it, fewer digits.</summary>
internal static class Simplification
{
    public static IEnumerable<object?> Of(SettingsChange change)
    {
        var (setting, value) = (change.Setting, change.Value);
        if (value is null) return [];
        var outright = setting.IsRequired || setting.IsImplied || Equals(setting.Default, value) ? [] : new[] { setting.Default };
        return outright.Concat(change.Type switch
        {
            SettingType.Integer t => Integers(Convert.ToInt64(value, CultureInfo.InvariantCulture), (long)Math.Max(setting.Limits.Minimum, 0))
                .Select(i => Convert.ChangeType(i, t.ClrType, CultureInfo.InvariantCulture)),
            SettingType.Number when !Equals(setting.Default, value) => Numbers((double)value).Cast<object?>(),
            SettingType.Boolean when setting.Default is null && value is true => [false],
            SettingType.Choice t when setting.Default is null => t.Values.TakeWhile(v => !v.Equals(value)),
            SettingType.Union t => t.Cases.TakeWhile(c => c.Group.ClrType != value.GetType())
                .Select(c => Variation<object>.Filled(c, value, SettingsChange.CaseOf(t, value))).Where(v => v is not null),
            _ => [],
        });
    }

    private static IEnumerable<object> Integers(long value, long least) =>
        ((long[])[least, least + 1, value / 2, value - 1]).Where(i => i >= least && i < value).Distinct().Cast<object>();

    private static IEnumerable<double> Numbers(double value) =>
        ((double[])[1, 0, 0.5, 0.1, 10, Variation<object>.Rounded(value, 1), Variation<object>.Rounded(value, 2)])
            .Where(v => Effort(v) < Effort(value)).Distinct();

    /// <summary>Digits that a number takes; 1 is the simplest, then 0.</summary>
    private static int Effort(double value) => value switch
    {
        1 => 0,
        0 => 1,
        0.5 or 0.1 or 10 => 2,
        _ => 2 + value.ToString("R", CultureInfo.InvariantCulture).Count(char.IsAsciiDigit),
    };
}
