using System.Globalization;

namespace Pipelines.Pipeline.Runs;

/// <summary>Amounts as people say them.</summary>
internal static class Words
{
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
    };

    /// <summary>Memory that is asked of a scheduler, in the powers of 1024 that <c>--memory</c> and schedulers count in.</summary>
    public static string Memory(long bytes) => bytes % (1L << 30) == 0
        ? FormattableString.Invariant($"{bytes >> 30} GiB")
        : FormattableString.Invariant($"{bytes >> 20} MiB");

    /// <summary>Why a run stands still.</summary>
    public static string Waiting(string holder, int results) => results == 0
        ? $"Waiting for {holder}: it cleans up the store."
        : string.Create(CultureInfo.InvariantCulture, $"Waiting for {holder}: it computes {results} results that this run needs.");

    public static string Number(double value) => value.ToString("g4", CultureInfo.InvariantCulture);
}
