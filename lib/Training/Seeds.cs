using static TorchSharp.torch;

namespace NotebookLib.Training;

/// <summary>Randomness that repeats.</summary>
public static class Seeds
{
    /// <summary>
    /// Seeds torch's generators on every device: initial weights, dropout, and every shuffle that is not given a seed of its own.
    /// </summary>
    /// <param name="seed">Any number; the same one gives the same run on the same machine.</param>
    public static void SeedEverything(int seed) => _ = random.manual_seed(seed);
}
