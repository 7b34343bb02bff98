using System.Collections.Immutable;

namespace Pipelines.Architecture.Tests;

/// <summary>What may use what. Each rule gives its offenders, sorted.</summary>
internal static class Rules
{
    /// <summary>Parts of the framework with effects that the pure rings use: data in memory and the threads of one call.</summary>
    private static readonly string[] Harmless =
    [
        "System.Diagnostics.CodeAnalysis.", "System.Diagnostics.UnreachableException",
        "System.IO.Compression.", "System.IO.InvalidDataException", "System.IO.EndOfStreamException", "System.IO.MemoryStream", "System.IO.Stream",
        "System.Threading.Interlocked", "System.Threading.Volatile",
    ];

    private static readonly string[] Effects =
    [
        "System.IO.", "System.Net.", "System.Diagnostics.", "System.Threading.", "System.Timers.", "Microsoft.",
        "System.Console", "System.Environment", "System.AppContext", "System.AppDomain", "System.Random", "System.TimeProvider",
        "System.TimeZoneInfo",
        "MathNet.Numerics.Control", "MathNet.Numerics.Providers.",
    ];

    private static readonly string[] MutableCollections =
    [
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.List`1", "System.Collections.Generic.HashSet`1",
        "System.Collections.Concurrent.",
        "System.Threading.ThreadLocal`1", "System.Threading.AsyncLocal`1", "System.Lazy`1", "System.Runtime.CompilerServices.ConditionalWeakTable`2",
    ];

    /// <summary>Uses of one folder, or of those in it, from outside of it.</summary>
    public static IEnumerable<string> Outsiders(IEnumerable<Use> uses, string folder, string within) => Sorted(
        from use in uses
        where IsIn(use.FromFolder, within) && !IsIn(use.FromFolder, folder) && use.FromFolder != within && IsIn(use.ToFolder, folder)
        select use);

    /// <summary>Uses of effects in a pure folder: files, clocks, threads, the machine, ambient randomness, ambient settings of libraries.</summary>
    public static IEnumerable<string> Impure(IEnumerable<Use> uses, string pure) => Sorted(
        from use in uses
        where IsIn(use.FromFolder, pure) && Starts(use.To.FullName, Effects) && !Starts(use.To.FullName, Harmless)
        select use);

    /// <summary>Sets of folders in which each uses each other, through others perhaps.</summary>
    public static IEnumerable<string> Knots(IEnumerable<Use> uses, string root)
    {
        var edges = uses.Where(u => IsIn(u.FromFolder, root)
            && IsIn(u.ToFolder, root)).Select(u => (From: u.FromFolder, To: u.ToFolder)).Distinct().ToList();
        var (forth, back) = (edges.ToLookup(e => e.From, e => e.To), edges.ToLookup(e => e.To, e => e.From));
        return edges.Select(e => e.From).Distinct()
            .Select(f => Reached(f, forth).Intersect(Reached(f, back)).Order(StringComparer.Ordinal).ToList())
            .Where(knot => knot.Count > 1).Select(knot => string.Join(", ", knot.Select(f => f[(root.Length + 1)..])))
            .Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>Fields of the types themselves that can hold more tomorrow than today.</summary>
    public static IEnumerable<string> AmbientState(IEnumerable<Type> types) =>
        from type in types
        from field in type.GetFields(System.Reflection.BindingFlags.Public
            | System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Static
            | System.Reflection.BindingFlags.DeclaredOnly)
        let kind = field.FieldType.IsGenericType ? field.FieldType.GetGenericTypeDefinition() : field.FieldType
        where !field.Name.Contains('<', StringComparison.Ordinal)
            && (!(field.IsInitOnly || field.IsLiteral) || Starts(kind.FullName!, MutableCollections))
        orderby $"{type.FullName}.{field.Name}"
        select $"{type.FullName}.{field.Name}";

    private static HashSet<string> Reached(string start, ILookup<string, string> edges)
    {
        HashSet<string> reached = [];
        Stack<string> left = new([start]);
        while (left.TryPop(out var folder))
        {
            foreach (var next in edges[folder])
            {
                if (reached.Add(next)) left.Push(next);
            }
        }
        return reached;
    }

    private static bool IsIn(string folder, string root) => folder == root || folder.StartsWith(root + ".", StringComparison.Ordinal);

    private static bool Starts(string name, string[] beginnings) => beginnings.Any(b => name.StartsWith(b, StringComparison.Ordinal));

    private static ImmutableSortedSet<string> Sorted(IEnumerable<Use> uses) =>
        uses.Select(u => u.ToString()).ToImmutableSortedSet(StringComparer.Ordinal);
}
