using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Runs;

/// <summary>Numbers that an experiment writes for a point which needs too much memory, each with the value from which on it would fit.</summary>
internal static class FittingSettings
{
    /// <summary>More of them help nobody.</summary>
    private const int MostNamed = 3;

    /// <summary>A number that has no effect on memory within this factor is not looked at further.</summary>
    private const double Range = 1e6;

    /// <summary>Values are found to about two digits.</summary>
    private const double Closeness = 1.02;

    /// <summary>What to change, alone and least first; empty where no single number helps.</summary>
    /// <param name="planned">The experiment.</param>
    /// <param name="largest">The stage that does not fit.</param>
    /// <param name="memory">Bytes that there are.</param>
    public static string Sentence(PlannedExperiment planned, StageNode largest, long memory)
    {
        var experiment = planned.Experiment;
        var owner = planned.Plan.Points.First(p => PointNodes.Of(p).Any(n => n.Node.Key == largest.Key));
        if (experiment.PointAt((int)owner.Index).Match<Point?>(p => p, _ => null) is not { } point) return "";
        var type = experiment.Type;
        bool Fits(string path, double value) =>
            With(type, point, path, value) is { } other
            && Planner.PointOf(experiment, planned.System, planned.Given.Find, other) is { Plan: PointPlan.Ready } changed
            && MemoryEstimate.LargestOf(changed, planned.Plan.Stages.Length) <= memory;
        var found = NumbersOf(type, point)
            .Select(n => (n.Path, n.Value, n.Place, Fitting: Nearest(n.Value, n.Setting, value => Fits(n.Path, value))))
            .Where(n => n.Fitting is { } fitting && fitting != n.Value)
            .OrderBy(n => Math.Abs(Math.Log(n.Fitting!.Value / n.Value)))
            .Take(MostNamed)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Path}: {n.Fitting} ({n.Place}, now {n.Value})"));
        var text = string.Join(", or ", found);
        return text.Length == 0 ? "" : $" It fits with {text}.";
    }

    /// <summary>The numbers that the file writes for a point, with their places.</summary>
    private static IEnumerable<(string Path, double Value, Setting Setting, SettingOrigin Place)> NumbersOf(SettingType.Group type, Point point) =>
        from resolved in ResolvedSettings.Of(type, point.Settings, point.Node)
        let written = NodePath.Find(point.Node, resolved.Path)?.Value as ConfigNode.Scalar
        where written is { Kind: ScalarKind.Number }
        let setting = SettingPath.Find(type, resolved.Path)
        where setting is not null
        select (resolved.Path, PlainScalar.ToDouble(written.Text), setting, resolved.Origin);

    /// <summary>A point with another number in place of one of its own; null where that is no point.</summary>
    private static Point? With(SettingType.Group type, Point point, string path, double value)
    {
        var errors = new ConfigErrors();
        var place = point.Node.Location;
        var number = new ConfigNode.Scalar(place, Expectation.Number(value), ScalarStyle.Plain);
        return NodePath.With(point.Node, path.Split('.'), place, number) is { } changed
            && SettingsBinder.Bind(errors, type, changed) is { } settings && errors.Count == 0
            ? point with { Settings = settings, Node = changed }
            : null;
    }

    /// <summary>The nearest smaller value that fits, else the nearest larger one (every so many steps); null where there is none.</summary>
    private static double? Nearest(double value, Setting setting, Predicate<double> fits)
    {
        var isWhole = setting.Type is SettingType.Integer;
        double Rounded(double number, bool up)
        {
            var unit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 1);
            if (isWhole) unit = Math.Max(1, unit);
            double Step(double steps) => up ? Math.Ceiling(steps) : Math.Floor(steps);
            // Dividing by a whole number gives the number that is written so; multiplying by a hundredth does not.
            return unit >= 1 ? Step(number / unit) * unit : Math.Round(1 / unit) is var parts ? Step(number * parts) / parts : 0;
        }
        var least = isWhole ? Math.Max(1, setting.Limits.Minimum) : value / Range;
        var isSmaller = value > least && fits(least);
        var good = isSmaller ? least : value * Range;
        if (isWhole && good > int.MaxValue) good = int.MaxValue;
        if (!isSmaller && !(isWhole && fits(good))) return null;
        for (var bad = value; Math.Max(good, bad) > Closeness * Math.Min(good, bad);)
        {
            var middle = isWhole ? Math.Round(Math.Sqrt(good * bad)) : Math.Sqrt(good * bad);
            if (middle == good || middle == bad) break;
            if (fits(middle)) good = middle;
            else bad = middle;
        }
        var rounded = Rounded(good, up: !isSmaller);
        return rounded > 0 && fits(rounded) ? rounded : good;
    }
}
