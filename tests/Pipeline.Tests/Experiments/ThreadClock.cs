using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Processor time of this thread, so that limits on time hold on a machine that is busy with other tests; elapsed time where there is no
/// such clock.</summary>
internal static class ThreadClock
{
    private const int ThreadCpuTime = 3;

    public static TimeSpan Now
    {
        get
        {
            if (!OperatingSystem.IsLinux() || ReadClock(ThreadCpuTime, out var time) != 0) return Stopwatch.GetElapsedTime(0);
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ReadClock(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
