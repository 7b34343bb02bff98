using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Who computes what: leases on stage keys that end with the process that holds them.</summary>
/// <remarks>
/// One file per process, read and written under one short file lock; a batch of keys costs one lock. A holder is dead when its process is (same
/// machine) or when its file has not grown for a minute (another machine). Claims only save work: two computations of one key give the same bytes, so
/// a claim that is lost, stale or wrong can never harm a result. Safe for concurrent use.
/// </remarks>
internal sealed class Claims : IDisposable
{
    /// <summary>A holder on another machine that gives no sign for so long, by our own clock, is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>The same by the time of its file, which another clock may have given: two clocks differ by seconds or minutes.</summary>
    private static readonly TimeSpan LongSilence = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SignInterval = TimeSpan.FromSeconds(10);

    /// <summary>Nobody holds the lock for more than milliseconds; a process that cannot get it for that long computes without a claim.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    private readonly IFileSystem _files;
    private readonly StoreLayout _layout;
    private readonly StoreMarker _marker;
    private readonly string _name;
    private readonly IProcesses _processes;
    private readonly TimeProvider _time;
    private readonly Lock _state = new();
    private readonly Dictionary<string, OtherHolder> _others = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _own = [];
    private readonly ConcurrentDictionary<Digest, double> _progress = new();
    private ITimer? _timer;
    private Stream? _file;

    internal Claims(IFileSystem files, StoreLayout layout, StoreMarker marker, string name, IProcesses processes, TimeProvider time) =>
        (_files, _layout, _marker, _name, _processes, _time) = (files, layout, marker, name, processes, time);

    /// <summary>Says that this process is at work, without claiming anything.</summary>
    /// <param name="exclusive">Nobody else may be at work, or start: for cleaning up.</param>
    /// <returns>Null when it is registered; otherwise the holder that does not allow it.</returns>
    public Holder? Register(bool exclusive)
    {
        lock (_state)
        {
            if (_file is not null) return null;
            _marker.Ensure();
            DurableFolder.Create(_files, _layout.Claims);
            using var held = FileLock.Take(_files, _layout.ClaimsLock, LockPatience, _time);
            ReadOthers();
            if (_others.Values.Where(o => exclusive
                || o.IsExclusive).Select(HolderOf).OrderByDescending(h => h!.IsHeard).FirstOrDefault() is { } other) return other;
            _file = _files.CreateNew(_layout.ClaimsOf(_name));
            Append($"{_processes.Self}\n{(exclusive ? ClaimText.Exclusive + "\n" : "")}");
            if (_others.Count == 0) RemoveLeftovers();
            _timer = _time.CreateTimer(_ => Sign(), null, SignInterval, SignInterval);
            return null;
        }
    }

    /// <summary>Registers alone. A holder on another machine, or in another container, lives when it gives a sign, and is dead when it gives none for
    /// a minute.</summary>
    /// <returns>Null when it is registered; otherwise a holder that lives, or might when <paramref name="cancellation"/> ended the waiting.</returns>
    public Holder? RegisterAlone(CancellationToken cancellation)
    {
        while (Register(exclusive: true) is { } holder)
        {
            if (holder.IsHeard || cancellation.WaitHandle.WaitOne(Look)) return holder;
        }
        return null;
    }

    /// <summary>Claims those keys that nobody else holds; a key of ours stays ours.</summary>
    /// <returns>The keys that are ours now.</returns>
    public IReadOnlySet<Digest> TryClaim(IReadOnlyCollection<Digest> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        lock (_state)
        {
            using var held = FileLock.Take(_files, _layout.ClaimsLock, LockPatience, _time);
            ReadOthers();
            var granted = keys.Where(k => !_others.Values.Any(o => o.Keys.Contains(k))).ToHashSet();
            var lines = new StringBuilder();
            foreach (var key in granted.Where(_own.Add)) lines.Append(ClaimText.Line(ClaimText.Taken, key));
            Append(lines.ToString());
            return granted;
        }
    }

    /// <summary>Gives back a key whose result is not stored; a stored one needs no giving back.</summary>
    public void Release(Digest key)
    {
        lock (_state)
        {
            if (_own.Remove(key)) Append(ClaimText.Line(ClaimText.Released, key));
        }
    }

    /// <summary>Tells others how much of a stage is done, with the next sign of life.</summary>
    public void Tell(Digest key, double fraction) => _progress[key] = fraction;

    /// <summary>A living process that holds the key; null when there is none.</summary>
    public Holder? HolderOf(Digest key)
    {
        lock (_state) return _others.Values.FirstOrDefault(o => o.Keys.Contains(key))?.Holder;
    }

    public void Dispose()
    {
        lock (_state)
        {
            _timer?.Dispose();
            if (_file is null) return;
            try
            {
                _file.Dispose();
                _files.DeleteFile(_layout.ClaimsOf(_name));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A file that stays is that of a dead holder as soon as this process has ended.
            }
            _file = null;
        }
    }

    private Holder? HolderOf(OtherHolder other) =>
        other.Holder is { } holder ? holder with { IsHeard = other.Signs > 1 || _processes.IsAlive(holder.Identity) is true } : null;

    private void ReadOthers()
    {
        var own = Path.GetFileName(_layout.ClaimsOf(_name));
        var names = _files.ListFiles(_layout.Claims).Where(n => n.EndsWith(".claims", StringComparison.Ordinal)
            && StoreNames.IsOwn("claims", n)
            && n != own).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _others.Keys.Where(n => !names.Contains(n)).ToList()) _others.Remove(gone);
        foreach (var name in names)
        {
            if (!_others.TryGetValue(name, out var other)) _others[name] = other = new(name);
            ReadOn(other);
            if (IsDead(other)) Bury(other);
        }
    }

    private void ReadOn(OtherHolder other)
    {
        try
        {
            using var stream = _files.OpenRead(Path.Combine(_layout.Claims, other.Name));
            other.ReadOn(stream, _time.GetTimestamp());
            other.LastWritten = _files.LastWritten(Path.Combine(_layout.Claims, other.Name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended just now, and the next look does not find it any more; or nobody can read it, and it holds what it held when it was read last.
        }
    }

    private bool IsDead(OtherHolder other) =>
        other.Identity is null
        || !(_processes.IsAlive(other.Identity)
            ?? (_time.GetElapsedTime(other.LastSign) < Silence && _time.GetUtcNow() - other.LastWritten < LongSilence));

    private void Bury(OtherHolder other)
    {
        _others.Remove(other.Name);
        var path = Path.Combine(_layout.Claims, other.Name);
        if (_files.FileExists(path)) _files.DeleteFile(path);
    }

    private void RemoveLeftovers()
    {
        _marker.Repair();
        foreach (var folder in (string[])[_layout.Folder, _layout.Objects, _layout.Checkpoints, _layout.Runs])
            AtomicFile.RemoveTemporary(_files, folder);
    }

    private void Append(string lines)
    {
        if (_file is null || lines.Length == 0) return;
        _file.Write(Encoding.UTF8.GetBytes(lines));
        _file.Flush();
    }

    /// <summary>Writes a sign of life; the timer does it every ten seconds.</summary>
    internal void Sign()
    {
        try
        {
            var lines = new StringBuilder(ClaimText.Sign + "\n");
            foreach (var key in _progress.Keys)
            {
                if (_progress.TryRemove(key, out var fraction)) lines.Append(ClaimText.Progress(key, fraction));
            }
            lock (_state) Append(lines.ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a sign somebody on another machine may compute the same: wasteful, not wrong.
        }
    }
}

/// <summary>Lines of a file of claims: first the holder, then what it takes and gives back, and while it lives dots and how far it is.</summary>
internal static class ClaimText
{
    public const char Taken = '+', Released = '-', Done = '~';
    public const string Sign = ".", Exclusive = "exclusive";

    /// <summary>How much of a stage under way is done.</summary>
    public static string Progress(Digest key, double fraction) => FormattableString.Invariant($"{Done}{key.Hex} {fraction:0.####}\n");

    /// <summary>The inverse; null for any other line.</summary>
    public static (Digest Key, double Fraction)? Progress(string line) =>
        line.Split(' ') is [var front, var fraction]
            && Key(front, Done) is { } key
            && double.TryParse(fraction, CultureInfo.InvariantCulture, out var value) ? (key, value) : null;

    public static string Line(char sign, Digest key) => $"{sign}{key.Hex}\n";

    public static Digest? Key(string line, char sign)
    {
        if (line.Length != 65 || line[0] != sign) return null;
        try
        {
            return Digest.Parse(line[1..]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
