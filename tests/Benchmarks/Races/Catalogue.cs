namespace Pipelines.Benchmarks.Races;

/// <summary>The races by name.</summary>
internal static class Catalogue
{
    private static readonly Dictionary<string, Func<RaceSettings, Race>> s_races = new(StringComparer.Ordinal)
    {
        ["fma-peak"] = Probes.FusedMultiplyAddPeak,
        ["read-bandwidth"] = Probes.ReadBandwidth,
        ["history-read"] = Probes.HistoryRead,
        ["hinge-step"] = HingeRaces.Step,
        ["hinge-run"] = HingeRaces.WholeRun,
        ["mixture-step"] = MixtureRaces.Step,
        ["mean-field-march"] = MixtureRaces.March,
        ["mean-field-iteration"] = MixtureRaces.Iteration,
        ["population-step"] = QuenchingRaces.PopulationStep,
        ["population-trajectory"] = QuenchingRaces.PopulationTrajectory,
        ["sample-step"] = QuenchingRaces.SampleStep,
        ["parquet-write"] = ParquetRaces.Write,
        ["parquet-read"] = ParquetRaces.Read,
    };

    public static Race Create(string name, RaceSettings settings)
    {
        var race = s_races.TryGetValue(name, out var create)
            ? create(settings)
            : throw new ArgumentException($"There is no race '{name}'; there are {string.Join(", ", s_races.Keys)}.");
        settings.RequireAllRead();
        return race;
    }
}
