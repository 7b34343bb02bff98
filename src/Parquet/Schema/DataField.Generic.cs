namespace Parquet.Schema;

/// <summary>A column of <typeparamref name="T"/>.</summary>
/// <typeparam name="T">
/// bool, int, long, float or double, nullable for an optional column; string or byte[], optional unless told otherwise.
/// </typeparam>
public class DataField<T> : DataField
{
    public DataField(string name, bool? nullable = null)
        : base(name, typeof(T), nullable)
    {
    }
}
