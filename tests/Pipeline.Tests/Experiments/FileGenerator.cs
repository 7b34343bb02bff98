using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Random experiment files of a system, about half of them with mistakes, from the same description that files are bound by.</summary>
internal sealed class FileGenerator(SettingsRegistry registry, string system, int seed)
{
    private static readonly string[] Wrong =
    [
        "-1", "0", "0.5", "3", "1e300", "1e999", "99999999999999999999", "true", "null", "\"\"", "\"x\"", "\"1\"", "[]", "[1]", "[\"x\"]", "{}",
        "{a: 1}", "relu", "../x", "con", ".nan", "0x10", "yes"
    ];

    /// <summary>Checks whose conditions across keys, which a schema cannot state, hold; and some whose single values are wrong.</summary>
    private static readonly string[] Checks =
    [
        "{name: a, value: t.v, atMost: 1}", "{name: b, value: t.v, with: t.w, take: max-relative, atLeast: -1e3, atMost: 2}",
        "{name: c, value: t.v, with: 2, take: min-ratio, from: 1, until: t.end, atLeast: .inf, because: x}",
        "{name: d, value: t.v, against: network.hiddenUnits, trend: spread, atMost: 2, where: [time <= 1], onlyIf: null}",
    ];

    private static readonly string[] WrongChecks =
        ["{name: a}", "{value: t.v, atMost: 1}", "{name: a, value: t.v, atMost: x}", "{name: a, value: t.v, atMost: 1, take: lats}", "a", "null"];

    private readonly Random random = new(seed);
    private readonly SettingType.Group type = registry.Systems[system];

    /// <summary>One file in flow style.</summary>
    public string Next()
    {
        var parts = new List<string>();
        Group(registry.Header, parts);
        parts.RemoveAll(p => p.StartsWith("system:", StringComparison.Ordinal));
        if (!Rarely()) parts.Add($"system: {(Rarely() ? "no-system" : system)}");
        var swept = Often() ? PickPaths() : [];
        Group(type, parts, "", swept);
        Group(registry.Results, parts);
        if (Rarely()) parts.Add(Rarely() ? "zzz: 1" : "sedd: 1");
        if (swept.Length > 0 || Rarely()) parts.Add($"sweep: {Sweep(swept)}");
        return "{" + string.Join(", ", parts) + "}";
    }

    private void Group(SettingType.Group group, List<string> parts, string path = "", ImmutableArray<(string Path, Setting Setting)> swept = default)
    {
        foreach (var setting in group.Settings)
        {
            var here = path.Length == 0 ? setting.Key : $"{path}.{setting.Key}";
            var isSwept = !swept.IsDefault && swept.Any(s => s.Path == here);
            if (isSwept ? Often() : setting.IsRequired ? Rarely() : random.Next(3) > 0) continue;
            var key = random.Next(150) == 0 ? setting.Key + "x" : setting.Key;
            parts.Add($"{key}: {Value(setting, here, swept)}");
        }
    }

    private string Value(Setting setting, string path, ImmutableArray<(string Path, Setting Setting)> swept) =>
        path == "checks" ? $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Rarely() ? WrongChecks : Checks)))}]"
        : Rarely() ? Wrong[random.Next(Wrong.Length)]
        : setting.IsNullable && random.Next(5) == 0 ? "null"
        : OfType(setting.Type, setting.Limits, path, swept);

    private string OfType(SettingType type, SettingAttribute limits, string path, ImmutableArray<(string Path, Setting Setting)> swept) => type.Match(
        number: _ => Number(limits).ToString("R", CultureInfo.InvariantCulture),
        integer: t => Whole(t, limits),
        boolean: _ => Often() ? "true" : "false",
        text: _ => limits.TakesNumber && Often()
            ? Pick("12", "0.5", "1e3")
            : limits.IsFileName
            ? Pick("a", "fig-1", "a.b_c", "x9")
            : JsonSerializer.Serialize(Pick("a text", "", "true", "12", "ü", "{", "null")),
        choice: t => t.Names[random.Next(t.Names.Length)],
        list: t => "[" + string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => OfType(t.Item, limits, path, default))) + "]",
        group: t => Braces(t, path, swept),
        union: t => Union(t, path, swept));

    private string Braces(SettingType.Group group, string path, ImmutableArray<(string Path, Setting Setting)> swept)
    {
        var parts = new List<string>();
        Group(group, parts, path, swept);
        return "{" + string.Join(", ", parts) + "}";
    }

    private string Union(SettingType.Union union, string path, ImmutableArray<(string Path, Setting Setting)> swept)
    {
        var chosen = union.Cases[random.Next(union.Cases.Length)];
        var name = Rarely() ? chosen.Name + "s" : chosen.Name;
        if (chosen.Group.IsOptional ? Often() : Rarely()) return name;
        var parts = new List<string>();
        if (!Rarely()) parts.Add($"{union.Key}: {name}");
        Group(chosen.Group, parts, path, swept);
        return "{" + string.Join(", ", parts) + "}";
    }

    private double Number(SettingAttribute limits)
    {
        var low = double.IsInfinity(limits.Minimum) ? -5 : limits.Minimum;
        var high = double.IsInfinity(limits.Maximum) ? low + 10 : limits.Maximum;
        return random.Next(12) switch { 0 => low, 1 => high, 2 => high * 2, _ => low + (random.NextDouble() * (high - low)) };
    }

    private string Whole(SettingType.Integer type, SettingAttribute limits)
    {
        var low = double.IsInfinity(limits.Minimum) ? (double)Math.Max(type.Minimum, -5) : limits.Minimum;
        var value = (long)low + random.Next(Rarely() ? -2 : 0, 20);
        return Pick($"{value}", $"{value}", $"{value}.0", $"{value}e0");
    }

    private ImmutableArray<(string Path, Setting Setting)> PickPaths()
    {
        var all = Paths(type, "").ToImmutableArray();
        var picked = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => all[random.Next(all.Length)]).DistinctBy(p => p.Path).ToImmutableArray();
        // Paths within paths are the program's to refuse, not the schema's.
        return [.. picked.Where(p => !picked.Any(q => p.Path.StartsWith(q.Path + ".", StringComparison.Ordinal)))];
    }

    private string Sweep(ImmutableArray<(string Path, Setting Setting)> swept)
    {
        if (swept.Length > 1 && random.Next(3) == 0)
        {
            var group = "{" + string.Join(", ", swept.Select(p => $"{p.Path}: [{Swept(p)}, {Swept(p)}]")) + "}";
            return Pick($"{{zip: {group}}}", $"{{zip: [{group}]}}");
        }
        var axes = swept.Select(p => $"{(Rarely() ? Pick("no.such", "dataset.law", "seed", "zip") : p.Path)}: {Axis(p)}");
        return Rarely() ? Pick("{}", "[]", "null", "5", "{zip: []}", "{zip: {}}", "{zip: [{}]}") : "{" + string.Join(", ", axes) + "}";
    }

    private string Axis((string Path, Setting Setting) path)
    {
        if (Rarely())
            return Pick(
                "[]", "5", "{lin: [1, 2]}", "{lin: [1, 2, 3, 4]}", "{log: [0, 1, 3]}", "{lin: [1, 2, 1]}", "{lin: [1, 2, 2.5]}",
                "{lin: [1, 2, 3], log: [1, 2, 3]}", "{}", "{lim: [1, 2, 3]}", "null");
        if (path.Setting.Type is SettingType.Number or SettingType.Integer && Often())
            return $"{{{Pick("lin", "log")}: [{Swept(path)}, {Swept(path)}, {2 + random.Next(4)}]}}";
        return "[" + string.Join(", ", Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Swept(path))) + "]";
    }

    private string Swept((string Path, Setting Setting) path) => Value(path.Setting, path.Path, default);

    private static IEnumerable<(string Path, Setting Setting)> Paths(SettingType type, string path) => type switch
    {
        SettingType.Group group => group.Settings.SelectMany(s => Paths(s.Type, path.Length == 0
            ? s.Key
            : $"{path}.{s.Key}").Prepend((path.Length == 0 ? s.Key : $"{path}.{s.Key}", s))),
        SettingType.Union union => union.Cases.SelectMany(c => Paths(c.Group, path)),
        _ => [],
    };

    private bool Rarely() => random.Next(80) == 0;

    private bool Often() => random.Next(2) == 0;

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
