using NotebookLib.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Training;

[Collection(SeedCollection.Name)]
public class DevicesTests
{
    // The lesson's get_device: CUDA before MPS before the CPU, which is sad.
    [Fact]
    public void The_message_names_the_device()
    {
        var (device, message) = Devices.GetDevice();
        Assert.Equal(cuda.is_available() ? DeviceType.CUDA : mps_is_available() ? DeviceType.MPS : DeviceType.CPU, device.type);
        Assert.Equal(device.type switch { DeviceType.CUDA => "Using CUDA GPU :)", DeviceType.MPS => "Using MPS GPU :)", _ => "Using CPU :(" }, message);
    }

    [Fact]
    public void The_same_seed_gives_the_same_random_numbers()
    {
        Assert.Equal(Numbers(5), Numbers(5));
        Assert.NotEqual(Numbers(5), Numbers(6));

        static float[] Numbers(int seed)
        {
            Seeds.SeedEverything(seed);
            using var numbers = rand(4);
            return [.. numbers.data<float>()];
        }
    }
}
