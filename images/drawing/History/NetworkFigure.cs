using Drawing.Parts;

namespace Drawing.History;

/// <summary>A network of the history as one row of stages, sizes from its paper.</summary>
public abstract class NetworkFigure(string name, string title, string description, double scale, double height = 442) : Figure(
    name, "09-history", title, description, height)
{
    protected abstract Stage[] Stages { get; }

    protected override void Draw(Canvas canvas) => DrawStages(canvas);

    protected Area[] DrawStages(Canvas canvas) => canvas.Network(new(18, 122, 764, 196), scale, Stages);
}
