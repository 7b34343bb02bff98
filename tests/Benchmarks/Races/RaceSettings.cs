using System.Globalization;

namespace Pipelines.Benchmarks.Races;

/// <summary>Sizes of a race, given as key=value; a key that a race does not ask for is refused.</summary>
internal sealed class RaceSettings
{
    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _unread;

    private RaceSettings(Dictionary<string, string> values) => (_values, _unread) = (values, [.. values.Keys]);

    public static RaceSettings Parse(IEnumerable<string> arguments) =>
        new(arguments.Select(a => a.Split('=', 2)).ToDictionary(p => p[0], p => p[^1], StringComparer.Ordinal));

    public int Whole(string key, int otherwise) =>
        int.Parse(Text(key, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public double Number(string key, double otherwise) =>
        double.Parse(Text(key, otherwise.ToString("R", CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public string Text(string key, string otherwise)
    {
        _unread.Remove(key);
        return _values.GetValueOrDefault(key, otherwise);
    }

    public void RequireAllRead()
    {
        if (_unread.Count > 0) throw new ArgumentException($"Nothing here reads {string.Join(", ", _unread)}.");
    }
}
