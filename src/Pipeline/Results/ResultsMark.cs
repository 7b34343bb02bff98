using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Results;

/// <summary>The file of a results folder that says which of its files this tool wrote. A folder with neither it nor a manifest is used only when it
/// is empty.</summary>
/// <remarks>Names are in it before there are files, so that whatever happens then, the next run knows that they are its own.</remarks>
internal sealed partial class ResultsMark(IFileSystem files, string folder)
{
    public const string FileName = ".pipelines-results";
    public const string LockName = ".pipelines-lock";
    private const string Header = "Results of 'pipelines run'. The tool keeps the files that are named here; every other file is left alone.";

    /// <summary>Writing a results folder takes seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public bool IsThere => files.FileExists(Path.Combine(folder, FileName));

    /// <summary>Files that this tool wrote here, or was about to.</summary>
    public ImmutableSortedSet<string> Names() =>
        [.. Read().Concat(Manifest.TryRead(files, folder)?.Names ?? Enumerable.Empty<string>()).Where(n => IsOwn(n)
            && Manifest.IsInside(folder, n))];

    /// <summary>The folder is of this tool's results, or may become one.</summary>
    /// <exception cref="ForeignFolderException">It is somebody else's.</exception>
    public void RequireOwn()
    {
        if (IsThere || files.FileExists(Path.Combine(folder, Manifest.FileName)) || Example() is not { } example) return;
        throw new ForeignFolderException(
            $"{folder} holds '{example}' and neither '{FileName}' nor '{Manifest.FileName}': it is not a results folder of this tool, or no longer. "
                + $"Nothing was touched. "
            + "Move it away, or give another folder with --results.");
    }

    /// <summary>These files are this tool's, or not there, and nothing leads out of the folder.</summary>
    /// <exception cref="ForeignFolderException">Something is somebody else's.</exception>
    public void Require(IEnumerable<string> names)
    {
        foreach (var part in Parts.Select(p => Path.Combine(folder, p)).Where(files.IsLink))
            throw new ForeignFolderException(
                $"{part} is a link: this tool writes and removes files below {folder} only. Move the whole folder and link that, or give another "
                    + $"one with --results.");
        if (files.FileExists(Path.Combine(folder, ReplacedFiles.FolderName)))
        {
            throw new ForeignFolderException(
                $"{Path.Combine(folder, ReplacedFiles.FolderName)} is a file, and this tool keeps changed files in a folder of that name. "
                    + "Nothing was touched. Move it away, or give another folder with --results.");
        }
        var own = Names();
        foreach (var name in names.Where(n => !own.Contains(n) && files.FileExists(Path.Combine(folder, n))))
        {
            throw new ForeignFolderException(
                $"{Path.Combine(folder, name)} is to be written and was not written by this tool. Nothing was touched. Move it away, or give "
                    + $"another folder with --results.");
        }
    }

    /// <summary>Marks the folder, and says that files of these names are this tool's.</summary>
    public void Announce(IEnumerable<string> names)
    {
        var before = Read().ToImmutableSortedSet(StringComparer.Ordinal);
        var all = before.Union(Names()).Union(names);
        if (!IsThere || !all.SetEquals(before)) Write(all);
    }

    /// <summary>Only these files are left.</summary>
    public void Settle(IEnumerable<string> names)
    {
        var left = names.ToImmutableSortedSet(StringComparer.Ordinal);
        if (!IsThere || !left.SetEquals(Read())) Write(left);
    }

    /// <summary>Keeps other processes from writing here, whatever their store.</summary>
    /// <exception cref="LockedFolderException">Another process does not end.</exception>
    public IDisposable Lock(TimeSpan patience) => TryLock(patience) ?? throw new LockedFolderException(folder);

    /// <summary>The same; null where another process does not end.</summary>
    public IDisposable? TryLock(TimeSpan patience)
    {
        files.CreateFolder(folder);
        return FileLock.Take(files, Path.Combine(folder, LockName), patience, TimeProvider.System);
    }

    /// <summary>Files that a results folder is made of: nothing else is ever removed, whatever a manifest says.</summary>
    public static bool IsOwn(string name) => OwnName().IsMatch(name);

    private static ImmutableArray<string> Parts => ["series", "figures", "redrawn", ReplacedFiles.FolderName];

    /// <summary>Something that a run which was killed at its very beginning does not leave.</summary>
    private string? Example() =>
        files.ListFiles(folder).Where(n => n != LockName && !AtomicFile.IsTemporary(n))
            .Concat(files.ListFolders(folder).Where(f => !(Parts.Contains(f) && IsEmpty(Path.Combine(folder, f))))).FirstOrDefault();

    private bool IsEmpty(string part) => files.ListFolders(part).Count == 0 && files.ListFiles(part).All(AtomicFile.IsTemporary);

    private IEnumerable<string> Read()
    {
        try
        {
            return IsThere ? Encoding.UTF8.GetString(files.ReadAllBytes(Path.Combine(folder, FileName))).Split('\n').Skip(1).Where(IsOwn) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Write(IEnumerable<string> names) =>
        AtomicFile.Write(
            files, Path.Combine(folder, FileName), s => s.Write(Encoding.UTF8.GetBytes($"{Header}\n{string.Concat(names.Select(n => $"{n}\n"))}")));

    [GeneratedRegex(
        @"\A((redrawn/)?(figures/[^/\n]+\.(svg|vl\.json|csv|html|pdf|png)|report\.html|experiment\.yaml)|redrawn/manifest\.json|"
            + @"series/[^/\n]+\.parquet|(points|verdicts|timings)\.parquet)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}
