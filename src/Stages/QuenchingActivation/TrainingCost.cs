using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Training;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>How many gradients a run of training takes, estimated before it runs.</summary>
/// <remarks>
/// The stabilised flow takes steps in proportion to time, so that its gradients grow like √(ρT), ρ = 2Cs²m the stiffest rate and T the end; each
/// stretch Δt between two recorded times takes √(1.54 ρ Δt) stages at least. The constants are fitted to the runs of pipelines/quenching (m = 9 to
/// 2000, n = 100 to 800 and the population). When a run that stops at a small risk will do so is not known: for one neuron the geometric mean of the
/// end and of the time that it typically takes stands for it, for harder targets the end.
/// </remarks>
internal static class TrainingCost
{
    private const double GradientsPerRootTime = 5;
    private const double GradientsPerRecord = 4;
    private const double StagesPerRoot = 1.54;

    /// <summary>In the mean-field scaling all neurons turn, and where they cross the kinks of a sample the flow rejects steps.</summary>
    private const double GradientsOfKinks = 7e3;

    /// <summary>Time after which the risk of one target neuron is small, for C = 1 and s = 1.</summary>
    private const double TypicalTime = 10;

    /// <summary>Operations of one gradient; rectifying a number, or turning it into an angle, costs as much as so many further inputs.</summary>
    public static double GradientFlops(QuenchingTask task) => task.Sample is { } sample
        ? 4.0 * sample.Training * task.HiddenUnits * (task.InputDimension + 4)
        : 3.0 * task.HiddenUnits * task.HiddenUnits * (task.InputDimension + 12);

    /// <summary>Gradients of all samples, or as much work in batches.</summary>
    public static double Gradients(QuenchingPoint point)
    {
        var (plan, task) = (point.Plan, point.Task);
        var (unit, scale) = (task.Test.Normalisation.Constant(task.InputDimension), task.Scaling.Factor(task.HiddenUnits));
        var rate = plan.Optimiser.LearningRate;
        var updates = task.Sample is { } sample && plan.BatchSize is { } size ? Math.Ceiling((double)sample.Training / size) : 1;
        var (end, typical) = (plan.Steps * rate, TypicalTime / (unit * scale * updates));
        var stops = plan.StopBelow > 0 && task.Target is (TargetFunction.SingleNeuron or TargetFunction.Linear);
        if (stops && end > typical) end = Math.Sqrt(end * typical);
        return plan.Optimiser is Optimiser.GradientFlow
            ? FlowGradients(point, 2 * unit * scale * scale * task.HiddenUnits, end)
            : (end / rate * (plan.BatchSize is null ? 1 : 2)) + 1;
    }

    private static double FlowGradients(QuenchingPoint point, double stiffness, double end)
    {
        var gradients = 1 + (GradientsPerRootTime * Math.Sqrt(stiffness * end));
        if (point.Task.Data is not null && point.Task.Scaling == OutputScaling.MeanField) gradients += GradientsOfKinks;
        var before = 0.0;
        var rate = point.Plan.Optimiser.LearningRate;
        foreach (var time in point.Recorded.Select(step => step * rate).TakeWhile(time => time <= end))
        {
            gradients += GradientsPerRecord + Math.Sqrt(StagesPerRoot * stiffness * (time - before));
            before = time;
        }
        return gradients;
    }
}
