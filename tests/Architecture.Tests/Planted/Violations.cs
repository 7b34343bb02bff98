using System.Diagnostics;
using Pipelines.Architecture.Tests.Planted.Cli;
using Pipelines.Architecture.Tests.Planted.Results;

// Every rule is broken here once, in a place where signatures do not show it.
namespace Pipelines.Architecture.Tests.Planted.Cli
{
    internal sealed class Verb
    {
        public static int Number => Table.Rows().Count();
    }
}

namespace Pipelines.Architecture.Tests.Planted.Results
{
    internal static class Table
    {
        public static IEnumerable<int> Rows()
        {
            yield return Verb.Number;
        }
    }
}

namespace Pipelines.Architecture.Tests.Planted.Pure
{
    internal static class InAMethod
    {
        public static bool Exists(string path) => File.Exists(path);
    }

    internal static class InALambda
    {
        public static Func<long> Clock => () => Stopwatch.GetTimestamp();
    }

    internal static class InAnAsynchronousMethod
    {
        public static async ValueTask<int> ThreadsAsync()
        {
            await new ValueTask();
            return Environment.ProcessorCount;
        }
    }

    internal static class InAGenericMethod
    {
        public static string Name<T>() => typeof(T).Name + Console.Out;
    }

    internal static class InAnIterator
    {
        public static IEnumerable<int> Numbers()
        {
            yield return new Random(1).Next();
        }
    }

    internal static class InALocalFunction
    {
        public static DateTime Now()
        {
            return Read();

            static DateTime Read() => DateTime.UtcNow;
        }
    }

    internal sealed class InAConstructor
    {
        public InAConstructor() => Thread = new(() => { });

        public Thread Thread { get; }
    }

    internal static class InAPattern
    {
        public static bool IsSecret(object number) => number is Guid { Version: 4 };
    }

    internal static class Memory
    {
        internal static readonly Dictionary<int, int> Cache = [];

        internal static readonly int[] Table = [1, 2, 3];

        internal static readonly Counter Shared = new();

        internal static readonly Counted Fixed = new(1);

        internal static int Count = 1;

        internal static List<int> Kept { get; } = [];

        internal static int Last { get; set; }

        internal static int Never { get; } = 1;
    }

    public class Open
    {
        public int Number { get; set; }

        public int[] Numbers { get; } = [];

        public int[] Copy() => [.. Numbers];
    }

    public abstract record OpenUnion
    {
        public sealed record Case : OpenUnion;
    }

    public abstract record ClosedUnion
    {
        private ClosedUnion() { }

        public record Loose : ClosedUnion;
    }

    internal sealed class Counter
    {
        public int Count { get; set; }
    }

    internal sealed class Counted(int count)
    {
        public int Count { get; } = count;
    }
}
