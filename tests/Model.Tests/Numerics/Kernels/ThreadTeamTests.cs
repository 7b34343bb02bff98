using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Tests.Numerics.Kernels;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_index_of_every_round_runs_exactly_once_before_the_round_returns(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (var round = 0; round < 3000; round++)
        {
            var runs = new int[round % 7];
            team.Run(runs.Length, index => Interlocked.Increment(ref runs[index]));
            Assert.All(runs, run => Assert.Equal(1, run));
        }
    }

    [Fact]
    public void A_crew_that_slept_wakes()
    {
        using var team = new ThreadTeam(2);
        using var both = new Barrier(2);
        for (var round = 0; round < 5; round++)
        {
            // Far longer than anybody looks out for a round; the two indices then wait for each other, which takes both threads.
            Thread.Sleep(20);
            team.Run(2, _ => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(30))));
        }
    }

    [Fact]
    public void No_more_threads_than_asked_for_are_at_work()
    {
        var (working, most) = (0, 0);
        using var team = new ThreadTeam(2);
        team.Run(200, _ =>
        {
            var now = Interlocked.Increment(ref working);
            lock (this) most = Math.Max(most, now);
            Thread.SpinWait(2000);
            Interlocked.Decrement(ref working);
        });
        Assert.InRange(most, 1, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_body_throws_reaches_the_caller_and_the_crew_goes_on(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (var round = 0; round < 20; round++)
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(10, index =>
            {
                if (index == 7) throw new InvalidOperationException("seven");
            }));
            Assert.Equal("seven", thrown.Message);
            var sum = 0;
            team.Run(10, index => Interlocked.Add(ref sum, index));
            Assert.Equal(45, sum);
        }
    }

    [Fact]
    public void Crews_come_and_go_without_keeping_threads()
    {
        // The pool has far fewer threads than this many crews had helpers: they must all have been let go.
        for (var i = 0; i < 500; i++)
        {
            using var team = new ThreadTeam(3);
            team.Run(3, _ => { });
        }
        using var last = new ThreadTeam(2);
        using var both = new Barrier(2);
        last.Run(2, _ => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(30))));
    }
}
