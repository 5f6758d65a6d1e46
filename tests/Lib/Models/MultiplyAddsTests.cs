using NotebookLib.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tests.Lib.Models;

/// <summary>The totals of layer tables at 224x224, against what torchvision publishes beside its weights (GFLOPS, where a
/// multiply-add is one).</summary>
public class MultiplyAddsTests
{
    [Fact]
    public void AlexNet_takes_0_71_billion() => Takes(0.71, torchvision.models.alexnet());

    [Fact]
    public void VGG16_takes_15_47_billion() => Takes(15.47, torchvision.models.vgg16());

    [Fact]
    public void GoogLeNet_takes_1_50_billion() => Takes(1.50, torchvision.models.googlenet());

    [Fact]
    public void ResNet18_takes_1_81_billion() => Takes(1.81, torchvision.models.resnet18());

    [Fact]
    public void ResNet50_takes_4_09_billion() => Takes(4.09, torchvision.models.resnet50());

    [Fact]
    public void ResNet152_takes_11_51_billion() => Takes(11.51, torchvision.models.resnet152());

    private static void Takes(double billions, Module<Tensor, Tensor> network)
    {
        using (network) Assert.Equal(billions, Summary.Table(network, 3, 224, 224).Sum(row => row.MultiplyAdds) / 1e9, 2);
    }
}
