using System.Text;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Reports;

/// <summary>The experiment as it ran, with every <c>--set</c> in place, as a file that can be run again.</summary>
internal static class ExperimentCopy
{
    public static string Of(ConfigNode.Mapping root)
    {
        var text = new StringBuilder("# The experiment as it ran, with all overrides in place; comments are left behind.\n");
        foreach (var entry in root.Entries)
        {
            if (entry.Value is ConfigNode.Sequence { Items.Length: > 0 } list)
            {
                text.Append(entry.Key).Append(":\n");
                foreach (var item in list.Items) text.Append("  - ").Append(item).Append('\n');
            }
            else
            {
                text.Append(entry.Key).Append(": ").Append(entry.Value).Append('\n');
            }
        }
        return text.ToString();
    }
}
