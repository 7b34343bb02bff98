using System.Globalization;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Storage;

public sealed class ClaimsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private int _writers;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_has_one_holder_and_a_holder_keeps_what_it_has()
    {
        using var first = Claims(new(101));
        using var second = Claims(new(102));
        Assert.Equal(2, first.TryClaim([Key(1), Key(2)]).Count);
        Assert.Equal([Key(3)], second.TryClaim([Key(2), Key(3)]));
        Assert.Equal(102, first.Look(Key(3))!.ProcessId);
        Assert.Equal(2, first.TryClaim([Key(1), Key(2)]).Count);
    }

    [Fact]
    public void What_is_given_back_or_belongs_to_an_ended_process_is_free()
    {
        using var first = Claims(new(111));
        using (var second = Claims(new(112)))
        {
            second.TryClaim([Key(1), Key(2)]);
            second.Release(Key(1));
            Assert.Equal([Key(1)], first.TryClaim([Key(1), Key(2)]));
        }
        Assert.Equal(2, first.TryClaim([Key(1), Key(2)]).Count);
    }

    [Fact]
    public void A_dead_holder_is_taken_over_at_once()
    {
        using var first = Claims(new(121));
        using var dying = Claims(new(122));
        dying.TryClaim([Key(1)]);
        Assert.Empty(first.TryClaim([Key(1)]));
        FakeProcesses.Kill(122);
        Assert.Equal([Key(1)], first.TryClaim([Key(1)]));
    }

    [Fact]
    public void A_holder_on_another_machine_is_dead_after_a_minute_without_a_sign()
    {
        using var here = Claims(new(131));
        using var there = Claims(new(132, host: "there"));
        there.TryClaim([Key(1)]);
        Assert.Empty(here.TryClaim([Key(1)]));
        _time.Advance(TimeSpan.FromSeconds(50));
        there.TryClaim([Key(2)]);
        Assert.Empty(here.TryClaim([Key(1)]));
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Empty(here.TryClaim([Key(1)]));
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal([Key(1)], here.TryClaim([Key(1)]));
    }

    [Fact]
    public void Cleaning_up_needs_the_store_alone_and_others_wait_for_it()
    {
        var first = Claims(new(141));
        var cleaner = NewClaims(new(142));
        Assert.Equal(141, cleaner.Register(exclusive: true)!.Identity.ProcessId);
        first.Dispose();
        Assert.Null(cleaner.Register(exclusive: true));
        using var late = NewClaims(new(143));
        Assert.Equal(142, late.Register(exclusive: false)!.Identity.ProcessId);
        cleaner.Dispose();
        Assert.Null(late.Register(exclusive: false));
    }

    [Fact]
    public async Task Cleaning_up_waits_for_a_sign_from_elsewhere_and_then_knows()
    {
        using var there = Claims(new(161, host: "there"));
        using var cleaner = NewClaims(new(162));
        Assert.False(cleaner.Register(exclusive: true)!.IsHeard);
        there.Sign();
        Assert.True(cleaner.RegisterAlone(CancellationToken.None)!.IsHeard);
        using var later = NewClaims(new(163));
        var waiting = Task.Run(() => later.RegisterAlone(CancellationToken.None));
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(61));
            await Task.Delay(20);
        }
        Assert.Null(await waiting);
    }

    [Fact]
    public void A_file_of_claims_from_elsewhere_that_is_old_is_that_of_a_dead_process()
    {
        using var there = Claims(new(171, host: "there"));
        there.TryClaim([Key(1)]);
        var file = Directory.GetFiles(_folder.File("store/claims"), "*.claims").Single();
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime.AddMinutes(-9));
        using (var early = NewClaims(new(172))) Assert.NotNull(early.Register(exclusive: true));
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime.AddMinutes(-11));
        using var cleaner = NewClaims(new(173));
        Assert.Null(cleaner.Register(exclusive: true));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Torn_and_foreign_lines_are_no_claims()
    {
        using var first = Claims(new(151));
        File.WriteAllText(_folder.File(
            "store/claims/20260101T000000-00000001.claims"), $"{new FakeProcesses(152).Self}\n+{Key(1).Hex}\n+12\nnonsense\n+{Key(2).Hex}");
        File.WriteAllText(_folder.File("store/claims/20260101T000000-00000002.claims"), "\0\0\0\0\n");
        Assert.Equal([Key(2)], first.TryClaim([Key(1), Key(2)]));
    }

    [Fact]
    public void A_process_of_this_machine_is_told_from_a_dead_one_with_its_number()
    {
        var self = LocalProcesses.Instance.Self;
        Assert.True(LocalProcesses.Instance.IsAlive(self));
        Assert.False(LocalProcesses.Instance.IsAlive(self with { StartTime = self.StartTime - 1 }));
        Assert.False(LocalProcesses.Instance.IsAlive(self with { Boot = "another" }));
        Assert.Null(LocalProcesses.Instance.IsAlive(self with { Host = "another" }));
        Assert.Equal(self, HolderIdentity.Parse(self.ToString()));
    }

    private static Digest Key(int number) => Digest.Of("key", number.ToString(CultureInfo.InvariantCulture));

    private Claims Claims(FakeProcesses processes)
    {
        var claims = NewClaims(processes);
        Assert.Null(claims.Register(exclusive: false));
        return claims;
    }

    private Claims NewClaims(FakeProcesses processes) =>
        new(new LocalFileSystem(), new(_folder.File("store")), new(
            new LocalFileSystem(), new(_folder.File("store"))), FormattableString.Invariant($"20261101T000000-{++_writers:x8}"), processes, _time);
}

file static class Extensions
{
    /// <summary>Who holds a key, after a fresh look.</summary>
    public static HolderIdentity? Look(this Claims claims, Digest key)
    {
        claims.TryClaim([]);
        return claims.HolderOf(key)?.Identity;
    }
}
