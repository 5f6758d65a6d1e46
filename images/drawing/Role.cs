namespace Drawing;

/// <summary>What a shape stands for. Every role has one colour, the same in every picture of the course.</summary>
public enum Role
{
    Neutral,
    Input,
    Kernel,
    FeatureMap,
    Pooling,
    Dense,
    Gradient,
    Shortcut,
}
