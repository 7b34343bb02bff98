using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary>What every text of a command line must be: something that can be seen, and where it names a folder or a file, none that cannot be
/// there.</summary>
/// <remarks>An empty text would mean the current folder to the file system. The name in the help says which texts are paths.</remarks>
internal static class TextRules
{
    /// <summary>Help names of folders, and of files that are read or written.</summary>
    private const string Folder = "FOLDER", Written = "PLAN";

    private static readonly string[] Paths = [Folder, Written, "FILE", "file"];

    /// <summary>Bytes of a path and of one name in it, as Linux has them; the tool's own names below it need some.</summary>
    private const int LongestPath = 3800, LongestName = 255;

    /// <summary>Adds the rules to every text of a verb; <c>--set</c> has a reader of its own.</summary>
    public static void AddTo(Command verb, IFileSystem files)
    {
        foreach (var argument in verb.Arguments.Where(a => a.ValueType == typeof(string)))
            argument.Validators.Add(result => Check(result, CommandShape.Name(argument), argument.HelpName, files));
        foreach (var option in verb.Options.Where(o => o.Name != "--set" && (o.ValueType == typeof(string) || o.ValueType == typeof(string[]))))
            option.Validators.Add(result => Check(result, $"'{option.Name}'", option.HelpName, files));
    }

    private static void Check(SymbolResult result, string name, string? helpName, IFileSystem files)
    {
        foreach (var text in result.Tokens.Select(t => t.Value))
        {
            if (Problem(text, helpName, files) is { } problem) result.AddError($"{name} {problem}");
        }
    }

    /// <remarks>A pipe or a device is refused without opening it: that may wait for ever, and what it gives is gone after one reading.</remarks>
    private static string? Problem(string text, string? helpName, IFileSystem files)
    {
        if (string.IsNullOrWhiteSpace(text)) return $"needs a value, not {(text.Length == 0 ? "an empty text" : "spaces")}.";
        var odd = UnsafeCharacters.IndexIn(text.Replace('\n', '\0').Replace('\t', '\0'));
        if (odd >= 0) return $"cannot have the character U+{(int)text[odd]:X4}, at place {odd + 1} of '{UnsafeCharacters.OnOneLine(text)}'.";
        if (Paths.Contains(helpName) && files.KindOf(text) == FileKind.Special)
        {
            var wanted = helpName == Folder ? "folder" : "regular file";
            return $"needs a {wanted}, and '{text}' is a named pipe, a device or a socket.\ncopy its content into a file";
        }
        if (helpName is not (Folder or Written)) return null;
        if (Encoding.UTF8.GetByteCount(Path.GetFullPath(text)) > LongestPath || text.Split('/').Any(n => Encoding.UTF8.GetByteCount(n) > LongestName))
            return $"is longer than a path can be: '{text[..30]}...'.";
        var start = helpName == Folder ? Path.GetFullPath(text) : Path.GetDirectoryName(Path.GetFullPath(text));
        for (var path = start; path is not null; path = Path.GetDirectoryName(path))
        {
            if (files.FileExists(path)) return $"needs a folder, and '{path}' is a file.";
        }
        return helpName == Written && Directory.Exists(text) ? $"needs a file, and '{text}' is a folder." : null;
    }
}

/// <summary>What may stand behind a command.</summary>
internal static class CommandShape
{
    /// <summary>The options that may stand behind a command, those of the whole tool included.</summary>
    public static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive)).Where(o => !o.Hidden);

    /// <summary>How an argument is called in usage lines.</summary>
    public static string Name(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    /// <summary>A command without it is an error.</summary>
    public static bool IsNeeded(Argument argument) => argument.Arity.MinimumNumberOfValues > 0;
}
