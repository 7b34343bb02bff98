using System.Collections.Concurrent;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Whatever happened before, a plan says what then happens, and what comes out is what a fresh run gives.</summary>
public sealed class HistoryTests
{
    private readonly ConcurrentDictionary<string, SortedDictionary<string, byte[]>> _fresh = new(StringComparer.Ordinal);

    [Fact]
    public void A_plan_equals_what_then_happens_in_any_history()
    {
        foreach (var number in Tier.Trials(30, 500)) new History(number, Tier.RandomOf(7, number)).Live(Fresh);
    }

    private SortedDictionary<string, byte[]> Fresh(string text) => _fresh.GetOrAdd(text, t =>
    {
        var disk = ReferenceRun.NewDisk(t);
        ReferenceRun.Run(disk);
        return ReferenceRun.Repeatable(disk);
    });
}
