namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>The bytes of a simulated file: what is durable, and the writes since.</summary>
internal sealed class SimulatedFile(byte[]? durable = null)
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _writes = [];
    private byte[] _durable = durable ?? [];

    public byte[] Content()
    {
        lock (_lock) return [.. _durable, .. _writes.SelectMany(w => w)];
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _writes.Add(bytes.ToArray());
    }

    public void Sync()
    {
        lock (_lock)
        {
            _durable = [.. _durable, .. _writes.SelectMany(w => w)];
            _writes.Clear();
        }
    }

    /// <summary>The durable bytes, and of every later write a prefix, with zeros where something later survived.</summary>
    public byte[] AfterCrash(Random random)
    {
        lock (_lock)
        {
            var bytes = new List<byte>(_durable);
            var length = _durable.Length;
            foreach (var write in _writes)
            {
                var survives = random.Next(3) switch { 0 => 0, 1 => write.Length, _ => random.Next(write.Length + 1) };
                var kept = new byte[write.Length];
                write.AsSpan(0, survives).CopyTo(kept);
                bytes.AddRange(kept);
                if (survives > 0) length = bytes.Count - write.Length + survives;
            }
            return [.. bytes.Take(length)];
        }
    }
}
