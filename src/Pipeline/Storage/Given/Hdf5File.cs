using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using PureHDF;
using PureHDF.Filters;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>Reads arrays of numbers from HDF5 files with the package PureHDF.</summary>
/// <remarks>
/// What the package reads silently wrong, or from another file than the one that was hashed, is refused: the Fletcher32 filter (chunks narrower than
/// the array come out shifted, and sums are not checked), virtual datasets (zeros), links and raw data in other files.
/// </remarks>
internal static class Hdf5File
{
    /// <summary>The format's signature stands at the start, or behind a user's block of 512, 1024, ... bytes.</summary>
    private const int SmallestUserBlock = 512, LargestUserBlock = 1 << 20;

    /// <summary>Deflate makes 1,032 bytes of one at most; a damaged size must not take the memory.</summary>
    private const double MostExpansion = 1100;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    static Hdf5File() => H5Filter.Register(new Hdf5Filters.Refused());

    public static bool Is(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(Signature)) return true;
        for (var at = SmallestUserBlock; at <= LargestUserBlock && at < file.Length; at *= 2)
        {
            if (file[at..].StartsWith(Signature)) return true;
        }
        return false;
    }

    /// <summary>The datasets of a group, in alphabetical order, or one dataset.</summary>
    /// <param name="file">The file.</param>
    /// <param name="member">Path of the group or of the dataset; null for the root.</param>
    /// <param name="isLoose">Texts are read, groups within the group are left out, and what is not read is named with the reason.</param>
    /// <exception cref="InvalidDataException">The file is damaged, has no such member, or holds something else than arrays of numbers.</exception>
    public static ImmutableArray<NumericArray> Read(ReadOnlyMemory<byte> file, string? member, bool isLoose = false)
    {
        try
        {
            using var root = H5File.Open(new MemoryStream(file.ToArray(), writable: false), leaveOpen: false);
            var start = member is null
                ? root
                : root.LinkExists(member)
                ? root.Get(member)
                : throw new InvalidDataException($"There is no '{member}' in the file; name one of its datasets or groups.");
            return start is IH5Group group
                ? [.. group.Children().Where(c => !isLoose || c is not IH5Group).OrderBy(c => c.Name, StringComparer.Ordinal)
                    .Select(c => isLoose ? ArrayOrReason(root, c, file.Length) : Array(root, c, file.Length, takesTexts: false))]
                : [Array(root, start, file.Length, takesTexts: isLoose)];
        }
        catch (Exception exception) when (exception is not (InvalidDataException or OutOfMemoryException))
        {
            // The package puts what a filter throws into an exception of its own.
            for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            {
                if (inner is InvalidDataException) throw new InvalidDataException(inner.Message, exception);
            }
            throw new InvalidDataException(
                "The HDF5 file is damaged, or written in a way that is not read: write its arrays again with h5py, as numbers of the machine's own "
                    + "byte order, compressed by gzip or not at all.", exception);
        }
    }

    private static NumericArray ArrayOrReason(IH5Object root, IH5Object item, long fileLength)
    {
        try
        {
            return Array(root, item, fileLength, takesTexts: true);
        }
        catch (InvalidDataException exception)
        {
            return NumericArray.Unread(item.Name, exception.Message);
        }
    }

    private static NumericArray Array(IH5Object root, IH5Object item, long fileLength, bool takesTexts)
    {
        if (item is not IH5Dataset dataset)
        {
            throw new InvalidDataException(item is IH5Group
                ? $"'{item.Name}' is a group. Name what is to be read behind the path: FILE#{item.Name}."
                : $"'{item.Name}' is no dataset in this file; name one.");
        }
        Hdf5Origin.RequireSameFile(root, dataset);
        Hdf5Filters.Require(dataset);
        if (dataset.Layout.Class == H5DataLayoutClass.VirtualStorage)
            throw new InvalidDataException($"'{dataset.Name}' is a virtual dataset, whose numbers are in other files. Copy them into one.");
        if (dataset.Space.Type == H5DataspaceType.Null) throw new InvalidDataException($"'{dataset.Name}' holds nothing; name another dataset.");
        ImmutableArray<int> shape = dataset.Space.Type == H5DataspaceType.Scalar
            ? []
            : [.. dataset.Space.Dimensions.Select(d => (int)Math.Min(d, int.MaxValue))];
        var count = NumericArray.Count(dataset.Name, dataset.Space.Dimensions.Select(d => (long)Math.Min(d, int.MaxValue)));
        if ((double)count * dataset.Type.Size > MostExpansion * fileLength)
            throw new InvalidDataException($"'{dataset.Name}' declares {count} numbers, more than a file of {fileLength} bytes holds; get it again.");
        if (takesTexts && dataset.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength)
            return NumericArray.OfTexts(dataset.Name, shape, [.. dataset.Read<string[]>().Select(text => (text ?? "").TrimEnd('\0'))]);
        var values = Values(dataset);
        return values.Length == count
            ? new(dataset.Name, shape, values)
            : throw new InvalidDataException($"'{dataset.Name}' declares {count} numbers and holds {values.Length}; get it again.");
    }

    private static double[] Values(IH5Dataset dataset)
    {
        var type = dataset.Type.Class == H5DataTypeClass.Enumerated ? dataset.Type.Enumeration.BaseType : dataset.Type;
        var isSigned = type.Class == H5DataTypeClass.FixedPoint && type.FixedPoint.IsSigned;
        return (type.Class, type.Size, isSigned) switch
        {
            (H5DataTypeClass.FloatingPoint, 8, _) => dataset.Read<double[]>(),
            (H5DataTypeClass.FloatingPoint, 4, _) => Converted<float>(dataset, v => v),
            (H5DataTypeClass.FloatingPoint, 2, _) => Converted<Half>(dataset, v => (double)v),
            (H5DataTypeClass.FixedPoint, 1, true) => Converted<sbyte>(dataset, v => v),
            (H5DataTypeClass.FixedPoint, 1, false) => Converted<byte>(dataset, v => v),
            (H5DataTypeClass.FixedPoint, 2, true) => Converted<short>(dataset, v => v),
            (H5DataTypeClass.FixedPoint, 2, false) => Converted<ushort>(dataset, v => v),
            (H5DataTypeClass.FixedPoint, 4, true) => Converted<int>(dataset, v => v),
            (H5DataTypeClass.FixedPoint, 4, false) => Converted<uint>(dataset, v => v),
            (H5DataTypeClass.FixedPoint, 8, true) => Converted<long>(dataset, v => ExactNumber.Of(v, dataset.Name)),
            (H5DataTypeClass.FixedPoint, 8, false) => Converted<ulong>(dataset, v => ExactNumber.Of(v, dataset.Name)),
            _ => throw new InvalidDataException(
                $"'{dataset.Name}' holds no numbers of a type that is read ({type.Class} of {type.Size} bytes): write floats or integers of 1 to 8 "
                    + $"bytes."),
        };
    }

    private static double[] Converted<T>(IH5Dataset dataset, Func<T, double> convert)
        where T : unmanaged, INumber<T> => System.Array.ConvertAll(dataset.Read<T[]>(), v => convert(v));
}

/// <summary>Whether the numbers of an HDF5 object lie in the file that was opened.</summary>
/// <remarks>
/// PureHDF 2.2.0 follows links into other files and does not say so; what is needed to see it is not public there. A test with such files fails when
/// another version of the package names these members otherwise.
/// </remarks>
internal static class Hdf5Origin
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <exception cref="InvalidDataException">The object, or its numbers, are in another file.</exception>
    public static void RequireSameFile(IH5Object root, IH5Object item)
    {
        var isElsewhere = !ReferenceEquals(Property(Property(item, "Context"), "Driver"), Property(Property(root, "Context"), "Driver"))
            || ((IEnumerable)Property(Property(item, "Header"), "HeaderMessages")).Cast<object>()
                .Any(m => Property(m, "Type").ToString() == "ExternalDataFiles");
        if (isElsewhere) throw new InvalidDataException($"'{item.Name}' lies in another file, which is not read: copy it into this one.");
    }

    /// <summary>Registered numbers of the filters that chunks of a dataset went through.</summary>
    public static IEnumerable<int> Filters(IH5Dataset dataset) =>
        from message in ((IEnumerable)Property(Property(dataset, "Header"), "HeaderMessages")).Cast<object>()
        where Property(message, "Type").ToString() == "FilterPipeline"
        from filter in ((IEnumerable)Property(Property(message, "Data"), "FilterDescriptions")).Cast<object>()
        select Convert.ToInt32(Property(filter, "Identifier"), CultureInfo.InvariantCulture) & ushort.MaxValue;

    private static object Property(object owner, string name)
    {
        for (var type = owner.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(name, Members) is { } property) return property.GetValue(owner)!;
        }
        throw new MissingMemberException(owner.GetType().FullName, name);
    }
}

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
