using System.Numerics;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Range of a column of numbers or truth values, gathered page by page.</summary>
internal abstract class FixedStatistics<T>
    where T : struct
{
    public abstract void Add(ReadOnlySpan<T> values);

    protected abstract (byte[]? Min, byte[]? Max) Range();

    public Statistics Build(long nullCount, long? distinctCount = null)
    {
        var (min, max) = Range();
        return new Statistics { NullCount = nullCount, DistinctCount = distinctCount, MinValue = min, MaxValue = max };
    }

    public static FixedStatistics<T> Create()
    {
        object result = typeof(T) == typeof(bool) ? new OfTruthValues()
            : typeof(T) == typeof(int) ? new OfNumbers<int>()
            : typeof(T) == typeof(long) ? new OfNumbers<long>()
            : typeof(T) == typeof(float) ? new OfNumbers<float>()
            : new OfNumbers<double>();
        return (FixedStatistics<T>)result;
    }

    private sealed class OfNumbers<TNumber> : FixedStatistics<TNumber>
        where TNumber : unmanaged, INumber<TNumber>, IMinMaxValue<TNumber>
    {
        private NumberRange<TNumber> _range = new();

        public override void Add(ReadOnlySpan<TNumber> values) => _range.Add(values);

        protected override (byte[]? Min, byte[]? Max) Range() => _range.IsEmpty ? (null, null) : (_range.Min(), _range.Max());
    }

    private sealed class OfTruthValues : FixedStatistics<bool>
    {
        private bool _anyFalse;
        private bool _anyTrue;

        public override void Add(ReadOnlySpan<bool> values)
        {
            _anyFalse |= values.Contains(false);
            _anyTrue |= values.Contains(true);
        }

        protected override (byte[]? Min, byte[]? Max) Range() =>
            _anyFalse || _anyTrue ? ([_anyFalse ? (byte)0 : (byte)1], [_anyTrue ? (byte)1 : (byte)0]) : (null, null);
    }
}
