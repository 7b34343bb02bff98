using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The five observables that theory and simulation share: name, meaning, and the floor below which a deviation says nothing.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Equation">Where it is defined.</param>
/// <param name="Value">Reads it.</param>
/// <param name="Floor">Part of a deviation that finite size and bias explain.</param>
/// <param name="Scales">The floor grows with the value where that exceeds 1.</param>
internal sealed record ObservableColumns(
    string Name, string Summary, string Equation, Func<MixtureObservables, double> Value, double Floor, bool Scales)
{
    private const string Paper = "Mignacco et al. 2020";

    public static ObservableColumns[] All { get; } =
    [
        new("magnetization", "m = w.v*/d", "", o => o.Magnetization, 0.01, true),
        new("squaredNorm", "C(t,t) = |w|^2/d", "", o => o.SquaredNorm, 0.02, true),
        new("generalisationError", "Probability that a fresh sample is misclassified", $"{Paper}, eqs. 24, 25", o => o.GeneralisationError, 0.002, false),
        new("trainingLoss", "Sum of the losses over d, without ridge", $"{Paper}, eq. 21", o => o.TrainingLoss, 0.004, true),
        new("trainingAccuracy", "Share of the samples classified correctly", $"{Paper}, eq. 22", o => o.TrainingAccuracy, 0.003, false),
    ];

    public string ErrorName => Name + "Error";

    /// <summary>Adds a column with the mean and one with its standard error, for every observable.</summary>
    public static RowTable<TRow> AddTo<TRow>(RowTable<TRow> table, Func<TRow, int, Estimate> estimate)
    {
        for (var i = 0; i < All.Length; i++)
        {
            var (column, index) = (All[i], i);
            table = table
                .Number(column.Name, row => estimate(row, index).Mean, column.Summary + ".", "", column.Equation)
                .Number(column.ErrorName, row => estimate(row, index).StandardError, $"Standard error of {column.Name}.");
        }
        return table;
    }

    public double FloorAt(double value) => Floor * (Scales ? Math.Max(1, Math.Abs(value)) : 1);
}
