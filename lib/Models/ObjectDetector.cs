using NotebookLib.Data;
using static TorchSharp.torch;

namespace NotebookLib.Models;

/// <summary>An object that a detector found in a picture.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">How sure the detector is, from 0 to 1.</param>
/// <param name="Left">Left edge in pixels of the picture.</param>
/// <param name="Top">Top edge in pixels of the picture.</param>
/// <param name="Right">Right edge in pixels of the picture.</param>
/// <param name="Bottom">Bottom edge in pixels of the picture.</param>
public sealed record Detection(string Label, double Score, double Left, double Top, double Right, double Bottom);

/// <summary>
/// Finds everyday objects of 23 kinds in photographs: MobileNetV2 with a single-shot detector's head, trained on Open
/// Images V4.
/// </summary>
public sealed class ObjectDetector : IDisposable
{
    private const int Background = 0;
    private const int Size = 300;

    private readonly SsdHead _head;

    private ObjectDetector(MobileNetV2 backbone, SsdHead head) => (Backbone, _head) = (backbone, head);

    /// <summary>The names of the classes; the first stands for everything else.</summary>
    public static IReadOnlyList<string> Labels { get; } =
    [
        "???", "Bicycle", "Boot", "Laptop", "Person", "Chair", "Cattle", "Desk", "Cat", "Computer mouse", "Computer monitor", "Box",
        "Mug", "Coffee cup", "Stationary bicycle", "Table", "Bottle", "High heels", "Vehicle", "Footwear", "Dog", "Book", "Camera", "Car",
    ];

    /// <summary>The network that looks at the picture.</summary>
    public MobileNetV2 Backbone { get; }

    /// <summary>The detector with its weights from <c>data/pretrained</c>.</summary>
    /// <exception cref="FileNotFoundException">The weights are not there.</exception>
    public static ObjectDetector Load()
    {
        var head = new SsdHead(Labels.Count);
        SafeTensors.Load(head, CourseFolder.PathOf("data/pretrained", "ssd-openimages.safetensors"));
        head.eval();
        return new(MobileNetV2.Load(), head);
    }

    /// <summary>How much a picture looks like each class: the score of that class's best place.</summary>
    /// <param name="picture">(3 or 1, H, W), values in [0, 1].</param>
    /// <returns>(24), each from 0 to 1 by itself; they do not add up to 1.</returns>
    public Tensor Scores(Tensor picture)
    {
        using var scope = NewDisposeScope();
        return Look(picture).Scores.amax([0]).MoveToOuterDisposeScope();
    }

    /// <summary>Finds objects, for each class the one that it is most sure of.</summary>
    /// <param name="picture">(3 or 1, H, W), values in [0, 1].</param>
    /// <param name="minScore">Objects with a smaller score are left out.</param>
    /// <returns>The objects, the surest first.</returns>
    public IReadOnlyList<Detection> Detect(Tensor picture, double minScore = 0.4)
    {
        using var scope = NewDisposeScope();
        var (scores, boxes) = Look(picture);
        var (best, places) = scores.max(0);
        var (height, width) = (picture.shape[^2], picture.shape[^1]);
        return [.. from label in Enumerable.Range(0, Labels.Count)
                   let score = best[label].item<float>()
                   where label != Background && score >= minScore
                   orderby score descending
                   let box = boxes[places[label]].clamp(0, 1).data<float>().ToArray()
                   select new Detection(Labels[label], score, box[0] * width, box[1] * height, box[2] * width, box[3] * height)];
    }

    /// <summary>Gives the memory of both networks back.</summary>
    public void Dispose()
    {
        Backbone.Dispose();
        _head.Dispose();
    }

    private (Tensor Scores, Tensor Boxes) Look(Tensor picture)
    {
        using var _ = no_grad();
        var (middle, last) = Backbone.Maps(MobileNetV2.Preprocess(picture, Size));
        var (logits, boxes) = _head.call(middle, last);
        return (logits[0].sigmoid(), boxes[0]);
    }
}
