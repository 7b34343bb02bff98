using System.Collections.Immutable;
using System.Reflection;

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
        "System.TimeZoneInfo", "System.DateTime", "System.Guid", "System.Security.Cryptography.RandomNumberGenerator",
        "MathNet.Numerics.Control", "MathNet.Numerics.Providers.",
    ];

    private static readonly string[] Changeable =
    [
        "System.Collections.Generic.", "System.Collections.Concurrent.", "System.Text.StringBuilder",
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

    /// <summary>Uses of folders by folders, which a written list may permit.</summary>
    public static IEnumerable<string> Edges(IEnumerable<Use> uses, string root) =>
        (from use in uses
         where IsIn(use.FromFolder, root) && use.ToFolder.StartsWith("Pipelines.", StringComparison.Ordinal) && use.FromFolder != use.ToFolder
         select $"{use.FromFolder} -> {use.ToFolder}").Distinct().Order(StringComparer.Ordinal);

    /// <summary>Fields of the types themselves, and of their properties, that can hold more tomorrow than today.</summary>
    public static IEnumerable<string> AmbientState(IEnumerable<Type> types) =>
        from type in types
        from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where !field.Name.StartsWith("<>", StringComparison.Ordinal)
            && (!(field.IsInitOnly || field.IsLiteral) || CanChange(field.FieldType))
        let name = field.Name.Split('<', '>') is [_, var property, _] ? property : field.Name
        orderby $"{type.FullName}.{name}"
        select $"{type.FullName}.{name}";

    /// <summary>An array, a collection that is not immutable, or a class of ours with fields that are written after construction.</summary>
    private static bool CanChange(Type type)
    {
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind.IsArray || Starts(kind.FullName!, Changeable)
            || (kind.IsClass && kind.Namespace!.StartsWith("Pipelines.", StringComparison.Ordinal)
                && kind.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                    .Any(field => !field.IsInitOnly && !field.Name.EndsWith(">P", StringComparison.Ordinal)));
    }

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
