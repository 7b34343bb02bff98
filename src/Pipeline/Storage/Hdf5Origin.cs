using System.Collections;
using System.Reflection;
using PureHDF;

namespace Pipelines.Pipeline.Storage;

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

    private static object Property(object owner, string name)
    {
        for (var type = owner.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(name, Members) is { } property) return property.GetValue(owner)!;
        }
        throw new MissingMemberException(owner.GetType().FullName, name);
    }
}
