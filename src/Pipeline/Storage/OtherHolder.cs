using System.Globalization;
using System.Text;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The claims of another process, as its file tells them so far.</summary>
internal sealed class OtherHolder(string name)
{
    private long _read;
    private bool _hasBegun;

    public string Name { get; } = name;

    /// <summary>Null when its first line is no holder, which only a crash leaves: holders write it before anybody may read it.</summary>
    public HolderIdentity? Identity { get; private set; }

    public HashSet<Digest> Keys { get; } = [];

    /// <summary>How much of each stage under way is done, as it said last.</summary>
    public Dictionary<Digest, double> Progress { get; } = [];

    /// <summary>Who it is and since when: its file is named after the time at which it opened the store.</summary>
    public Holder? Holder => Identity is null ? null : new(Identity, Since);

    /// <summary>Wants the store for itself.</summary>
    public bool IsExclusive { get; private set; }

    /// <summary>When its file was last seen to grow, by our own clock.</summary>
    public long LastSign { get; private set; }

    /// <summary>When its file was written last, by the clock of whoever keeps the files.</summary>
    public DateTimeOffset LastWritten { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>How often its file was seen to have grown, the first look included.</summary>
    public int Signs { get; private set; }

    /// <summary>Reads the lines that were added; a line that is not whole is left for the next time.</summary>
    /// <param name="stream">Its file.</param>
    /// <param name="now">Our clock.</param>
    public void ReadOn(Stream stream, long now)
    {
        if (stream.Length <= _read) return;
        stream.Seek(_read, SeekOrigin.Begin);
        var bytes = new byte[stream.Length - _read];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var end = bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Take(line);
        (_read, LastSign) = (_read + end, now);
        Signs++;
    }

    private void Take(string line)
    {
        if (!_hasBegun) (Identity, _hasBegun) = (HolderIdentity.Parse(line), true);
        else if (line == ClaimText.Exclusive) IsExclusive = true;
        else if (ClaimText.Key(line, ClaimText.Taken) is { } taken) Keys.Add(taken);
        else if (ClaimText.Key(line, ClaimText.Released) is { } released) Keys.Remove(released);
        else if (ClaimText.Progress(line) is var (key, fraction)) Progress[key] = fraction;
    }

    private DateTimeOffset? Since =>
        DateTimeOffset.TryParseExact(
            Name.Split('-')[0], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null;
}
