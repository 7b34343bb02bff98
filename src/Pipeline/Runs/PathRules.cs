using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Runs;

/// <summary>What a path is given for.</summary>
internal enum PathUse
{
    /// <summary>A file that is read, or a folder of results: it exists.</summary>
    Read,

    /// <summary>A folder that is made where it does not exist.</summary>
    Folder,

    /// <summary>A file that is written.</summary>
    Written,
}

/// <summary>What a text that somebody gives must be: something that can be seen, and where it is a path, one that can be there.</summary>
/// <remarks>An empty text would mean the current folder to the file system.</remarks>
internal static class PathRules
{
    /// <summary>Bytes of a path and of one name in it, as Linux has them; the tool's own names below it need some.</summary>
    private const int LongestPath = 3800, LongestName = 255;

    /// <summary>What is wrong with a text, as it follows what names it: "needs a value, ..."; null where nothing is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="use">What it is for; null for a text that is no path.</param>
    /// <param name="files">Where it is a path.</param>
    /// <remarks>A pipe or a device is refused without opening it: that may wait for ever, and what it gives is gone after one reading.</remarks>
    /// <returns>The problem, and what to do; that is empty where the problem says it.</returns>
    public static (string Problem, string Fix)? Problem(string text, PathUse? use, IFileSystem files)
    {
        if (string.IsNullOrWhiteSpace(text)) return ($"needs a value, not {(text.Length == 0 ? "an empty text" : "spaces")}.", "");
        var odd = UnsafeCharacters.IndexIn(text.Replace('\n', '\0').Replace('\t', '\0'));
        if (odd >= 0)
            return ($"cannot have the character U+{(int)text[odd]:X4}, at place {odd + 1} of '{UnsafeCharacters.OnOneLine(text)}'.", "");
        if (use is null) return null;
        if (files.KindOf(text) == FileKind.Special)
        {
            var (wanted, fix) = use == PathUse.Folder
                ? ("folder", "name a folder; one that does not exist is made")
                : ("regular file", use == PathUse.Written ? "name a file that may be written" : "copy its content into a file");
            return ($"needs a {wanted}, and '{text}' is a named pipe, a device or a socket.", fix);
        }
        if (use == PathUse.Read) return null;
        if (Encoding.UTF8.GetByteCount(Path.GetFullPath(text)) > LongestPath || text.Split('/').Any(n => Encoding.UTF8.GetByteCount(n) > LongestName))
            return ($"is longer than a path can be: '{text[..30]}...'.", "");
        var start = use == PathUse.Folder ? Path.GetFullPath(text) : Path.GetDirectoryName(Path.GetFullPath(text));
        for (var path = start; path is not null; path = Path.GetDirectoryName(path))
        {
            if (files.FileExists(path)) return ($"needs a folder, and '{path}' is a file.", "");
        }
        return use == PathUse.Written && files.FolderExists(text) ? ($"needs a file, and '{text}' is a folder.", "") : null;
    }
}
