namespace Pipelines.Model.MeanFieldHinge.Theory.Laws;

/// <summary>Where the drive of correct and flipped labels balance: (1-δ) I(H*) = δ I(inf).</summary>
/// <param name="Edge">H*; 0 where there is no such point.</param>
/// <param name="Depth">1 - (H*/r)² on the largest sphere r of a radial law, which H* itself no longer holds when it is near r; not used by
/// other laws.</param>
internal readonly record struct StationaryPoint(double Edge, double Depth);
