namespace Pipelines.Stages.Checks;

/// <summary>Recorded steps in a window of time.</summary>
public static class RecordedWindow
{
    /// <summary>How many steps have a time in [from, until], edges within <see cref="NearTime.Tolerance"/> included, at most.</summary>
    public static int Within(this RecordedSteps recorded, double from, double until)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var inside = Math.Max(0, CountBelow(recorded, until, includesEdge: true) - CountBelow(recorded, from, includesEdge: false));
        return recorded.MayStop && from <= recorded.LastTime && until >= from ? inside + 1 : inside;
    }

    /// <summary>The number of steps before a time.</summary>
    private static int CountBelow(RecordedSteps recorded, double time, bool includesEdge)
    {
        var (low, high) = (0, recorded.Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var at = recorded.Steps[middle] * recorded.StepTime;
            if (NearTime.AreSame(at, time) ? includesEdge : at < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
