namespace Pipelines.Architecture.Tests;

/// <summary>The two inner rings compute, and do nothing else.</summary>
public class PurityTests
{
    /// <summary>Where the threads of one call meet: its folder is the exception, and its results do not depend on them.</summary>
    private static readonly string[] Threads = ["Pipelines.Model.Numerics.Kernels.Chunks", "Pipelines.Model.Numerics.Kernels.ThreadTeam"];

    [Fact]
    public void Nothing_has_effects_but_the_threads_of_a_kernel() => Assert.Empty(
        from offender in Rules.Impure(References.Ours, "Pipelines.Model").Concat(Rules.Impure(References.Ours, "Pipelines.Stages"))
        where !(Threads.Any(t => offender.StartsWith(t, StringComparison.Ordinal))
            && offender.Contains(" uses System.Threading.", StringComparison.Ordinal))
        select offender);

    /// <summary>Descriptions of types, found once: they hold what the compiler wrote and nothing of a run.</summary>
    [Fact]
    public void Nothing_is_remembered_but_the_descriptions_of_types() => Assert.Equal(
        [
            "Pipelines.Stages.Canonical.Layouts", "Pipelines.Stages.Settings.SettingTypes.Known",
            "Pipelines.Stages.Settings.WrittenNames.Choices",
        ],
        Rules.AmbientState(Assemblies.PureTypes));
}
