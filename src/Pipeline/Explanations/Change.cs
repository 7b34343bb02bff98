namespace Pipelines.Pipeline.Explanations;

/// <summary>One thing that is not as it was when a result was made.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="What">Path of a setting or of a file, name of a stage or of a run.</param>
/// <param name="Before">As it was; empty where there is no value.</param>
/// <param name="After">As it is; empty where there is no value.</param>
/// <param name="Place">Where the new value is written: <c>file:line</c>, a <c>--set</c>, or <c>default</c>; empty where it is written
/// nowhere.</param>
public sealed record Change(ChangeKind Kind, string What, string Before = "", string After = "", string Place = "")
{
    /// <summary>What a setting is called that the other experiment does not have.</summary>
    public const string Absent = "(absent)";

    /// <summary>For people.</summary>
    public string Sentence => Kind switch
    {
        ChangeKind.Setting => $"{What} {Before} -> {After}{Behind}",
        ChangeKind.Check => $"check {What} changed{Behind}",
        ChangeKind.Version => $"stage {What} version {Before} -> {After}",
        ChangeKind.GivenFile => $"given file {What} has other bytes: {Before} -> {After}{Behind}",
        ChangeKind.Columns => $"stage {What} leaves other columns",
        ChangeKind.Replicate => $"replicate {What} is new",
        ChangeKind.Upstream => $"upstream stage {What} changed",
        ChangeKind.Lost => $"the result that run {What} asked for is not stored: the run was stopped before it, or the result was damaged or removed",
        _ => "nothing like it has been computed on this store",
    };

    private string Behind => Place.Length > 0 ? $", {Place}" : "";
}

/// <summary>Sorts of <see cref="Change"/>.</summary>
public enum ChangeKind
{
    /// <summary>A setting has another value.</summary>
    Setting,

    /// <summary>A check of the experiment is another one.</summary>
    Check,

    /// <summary>The stage computes otherwise.</summary>
    Version,

    /// <summary>A file that the experiment names has other bytes.</summary>
    GivenFile,

    /// <summary>The stage leaves other columns under the same version.</summary>
    Columns,

    /// <summary>The replicate had not been asked for.</summary>
    Replicate,

    /// <summary>A stage that this one reads has another result.</summary>
    Upstream,

    /// <summary>The same was asked for, and its result is not there.</summary>
    Lost,

    /// <summary>There is nothing to compare with.</summary>
    First,
}
