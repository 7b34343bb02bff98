using System.Text;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>100,000 damaged files: each is either read or refused with places that exist.</summary>
public class MutationTests
{
    private static readonly int Mutations = Faults.Tier.IsDeep ? 100_000 : 40_000;

    // Everything that the grammar knows, so that damage reaches every part of it.
    private static readonly string[] Files =
    [
        Sample.Minimal,
        Sample.Minimal
            + "sweep: {zip: {training.steps: [1, 2], dataset.trainingSamples: [10, 20]}, network: [{hiddenUnits: 3}, {hiddenUnits: 4}], record.log: "
            + "{log: [2, 200, 3]}}\nreplicates: 2\n",
        """
        # a remark
        experiment: 'sample-2'
        system: sample-system
        title: "tabs \t and \u00e9"
        description: |
          Several
          lines.
        seed: &seed 18446744073709551615
        dataset:
          law: images
          path: >-
            /some/where
        network:
          hiddenUnits: 4e2
          activation: soft-plus
          outerStart: ~
        training:
          effectiveLearningRate: 1.5e-3
          halveAt:
            - 1
            - 2.5
        record: {marker: *seed, label: null}
        checks:
        - {name: clock, value: theory.clock, atMost: 0.03}
        - name: rate
          value: theory.rate
          with: 1
          atMost: 1
          take: max-absolute
        figures: [{name: a.b}, {name: c}]
        """,
    ];

    private static readonly byte[][] Pieces =
        [.. new[]
        {
            "{", "}", "[", "]", ":", ": ", ",", "\n", "\r\n", "\t", "  ", "- ", "? ", "&a ", "*a", "!", "!!str ", "|", ">", "'", "\"", "#", " #",
            "%", "---\n", "...\n", "<<: ", "\0", "\uFEFF", "\u2028", "é", "😀", "1e999", ".nan", "-", "null", "{lin: [1, 2, 3]}", "zip", "sweep: "
        }
            .Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Damage_is_read_or_refused_but_never_crashes()
    {
        var key = 20200UL;
        var read = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Mutate(Encoding.UTF8.GetBytes(Files[i % Files.Length]), ref key);
            ExperimentFile.Load("m.yaml", bytes, [], Sample.Registry).Match(
                experiment =>
                {
                    read++;
                    return experiment.PointAt(experiment.Count - 1).Match(p => p.Index, errors => AssertPlaces(errors));
                },
                errors => AssertPlaces(errors));
        }
        // Some damage is harmless (remarks, texts, other digits); a run in which none or all of it was would prove nothing.
        Assert.InRange(read, Mutations / 50, Mutations / 2);
    }

    private static int AssertPlaces(System.Collections.Immutable.ImmutableArray<ConfigError> errors)
    {
        Assert.NotEmpty(errors);
        foreach (var error in errors)
        {
            Assert.NotEmpty(error.Message);
            var line = error.Location.Source.Line(error.Line);
            Assert.NotNull(line);
            Assert.InRange(error.Column, 1, line.Length + 1);
        }
        Assert.DoesNotContain(errors[0].Render(), c => char.IsControl(c) && c != '\n');
        return errors.Length;
    }

    private static byte[] Mutate(byte[] bytes, ref ulong key)
    {
        var damaged = bytes.ToList();
        for (var count = 1 + Next(ref key, 3); count > 0; count--)
        {
            var at = Next(ref key, damaged.Count);
            switch (Next(ref key, 6))
            {
                case 0: damaged[at] = (byte)Next(ref key, 256); break;
                case 1: damaged[at] ^= (byte)(1 << Next(ref key, 8)); break;
                case 2: damaged.RemoveRange(at, Math.Min(1 + Next(ref key, 8), damaged.Count - at)); break;
                case 3: damaged.InsertRange(at, Pieces[Next(ref key, Pieces.Length)]); break;
                case 4: damaged.InsertRange(at, damaged.GetRange(at, Math.Min(Next(ref key, 40), damaged.Count - at))); break;
                default: damaged.RemoveRange(at, damaged.Count - at); break;
            }
            if (damaged.Count == 0) break;
        }
        return [.. damaged];
    }

    // The same damage in every run (splitmix64).
    private static int Next(ref ulong key, int limit)
    {
        var z = key += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)limit);
    }
}
