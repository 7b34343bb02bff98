using System.Globalization;
using System.Text;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>The same experiment file written by somebody else: order of keys, comments, block or flow style, spelling of numbers.</summary>
internal static class Layout
{
    public static string Shuffle(string yaml, Random random)
    {
        var root = ExperimentText.Parse("x", Encoding.UTF8.GetBytes(yaml)).Match(m => m, e => throw new InvalidOperationException(e[0].Message));
        var text = new StringBuilder();
        foreach (var entry in root.Entries.OrderBy(_ => random.Next()))
        {
            if (random.Next(3) == 0) text.Append("# a remark\n\n");
            text.Append(entry.Key).Append(':').Append(' ', random.Next(1, 4));
            if (entry.Value is ConfigNode.Mapping mapping && random.Next(2) == 0)
            {
                text.Append("# in blocks\n");
                foreach (var inner in mapping.Entries.OrderBy(_ => random.Next()))
                    text.Append("    ").Append(inner.Key).Append(": ").Append(Flow(inner.Value, random)).Append("   # here\n");
            }
            else
            {
                text.Append(Flow(entry.Value, random)).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Flow(ConfigNode node, Random random) => node.Match(
        mapping: m => "{" + string.Join(", ", m.Entries.OrderBy(_ => random.Next()).Select(e => $"{e.Key}: {Flow(e.Value, random)}")) + "}",
        sequence: s => "[" + string.Join(", ", s.Items.Select(i => Flow(i, random))) + "]",
        scalar: s => s.Kind == ScalarKind.Text ? s.ToString() : Number(s.Text, random));

    private static string Number(string text, Random random)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return text;
        return random.Next(4) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{value * 10}e-1"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{value}e0"),
            2 => value == decimal.Truncate(value) ? string.Create(CultureInfo.InvariantCulture, $"{decimal.Truncate(value)}.0") : text,
            _ => text,
        };
    }
}
