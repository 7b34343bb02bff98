using System.Diagnostics;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Where a value comes from: a closed union.</summary>
public abstract record SettingOrigin
{
    private SettingOrigin() { }

    /// <summary>Written at this place in the experiment file.</summary>
    public sealed record File(SourceLocation Location) : SettingOrigin;

    /// <summary>Given by this <c>--set</c>.</summary>
    public sealed record CommandLine(SourceLocation Location) : SettingOrigin;

    /// <summary>Written nowhere.</summary>
    public sealed record Default : SettingOrigin;

    public T Match<T>(Func<File, T> file, Func<CommandLine, T> commandLine, Func<Default, T> @default) => this switch
    {
        File o => file(o),
        CommandLine o => commandLine(o),
        Default o => @default(o),
        _ => throw new UnreachableException(),
    };

    public sealed override string ToString() =>
        Match(file: o => o.Location.ToString(), commandLine: o => $"--set {o.Location.Source.Name}", @default: _ => "default");

    internal static SettingOrigin Of(SourceLocation mark) => mark.Source.IsCommandLine ? new CommandLine(mark) : new File(mark);
}
