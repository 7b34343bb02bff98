using System.Collections.Immutable;
using System.Globalization;
using PureHDF;
using PureHDF.Filters;

namespace Pipelines.Pipeline.Storage;

/// <summary>Filters that the chunks of an HDF5 dataset went through when they were written, and those that are undone.</summary>
internal static class Hdf5Filters
{
    /// <summary>H5Z_FILTER_FLETCHER32.</summary>
    public const ushort Fletcher32 = 3;

    /// <summary>Deflate, shuffle and scale-offset, by their registered numbers.</summary>
    private static readonly ImmutableHashSet<int> Undone = [1, 2, 6];

    private static readonly ImmutableDictionary<int, string> Names = new Dictionary<int, string>
    {
        [Fletcher32] = "fletcher32",
        [4] = "szip",
        [5] = "nbit",
        [307] = "bzip2",
        [32000] = "lzf",
        [32001] = "blosc",
        [32004] = "lz4",
        [32008] = "bitshuffle",
        [32013] = "zfp",
        [32015] = "zstd",
        [32026] = "blosc2",
    }.ToImmutableDictionary();

    /// <exception cref="InvalidDataException">The dataset went through a filter that is not undone.</exception>
    public static void Require(IH5Dataset dataset)
    {
        foreach (var filter in Hdf5Origin.Filters(dataset).Where(f => !Undone.Contains(f))) throw Refusal($"'{dataset.Name}'", filter);
    }

    private static InvalidDataException Refusal(string dataset, int filter)
    {
        var name = Names.TryGetValue(filter, out var known) ? known : string.Create(CultureInfo.InvariantCulture, $"number {filter}");
        return new(filter == Fletcher32
            ? $"{dataset} is written with the Fletcher32 filter, which is not read: write it without (h5py: fletcher32=False)."
            : $"{dataset} is written with the filter {name}, which is not read: write it with gzip or without a filter "
                + "(h5py: create_dataset(..., compression=\"gzip\")).");
    }

    /// <summary>Stands in the place of the package's own Fletcher32 filter, which reads wrong in silence.</summary>
    public sealed class Refused : IH5Filter
    {
        public ushort FilterId => Fletcher32;

        public string Name => Names[Fletcher32];

        public Memory<byte> Filter(FilterInfo info) => throw Refusal("The file", Fletcher32);

        public uint[] GetParameters(uint[] chunkDimensions, uint typeSize, Dictionary<string, object>? options) => throw new NotSupportedException();
    }
}
