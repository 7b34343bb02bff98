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

    internal static class Memory
    {
        internal static readonly Dictionary<int, int> Cache = [];
    }
}
