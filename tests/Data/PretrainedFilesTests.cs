using System.Security.Cryptography;
using System.Text.RegularExpressions;
using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using Tests.Reference;

namespace Tests.Data;

public class PretrainedFilesTests
{
    private static readonly string Folder = ReferenceFiles.InRepository("data/pretrained");

    [Fact]
    public void The_model_card_describes_every_file_there_is_by_its_hash_and_its_numbers()
    {
        var described = Regex.Matches(File.ReadAllText(Path.Combine(Folder, "README.md")), @"\| `(\S+)` \| ([\d,]+) \| `([0-9a-f]{64})` \|")
            .Select(row => (Name: row.Groups[1].Value, Numbers: row.Groups[2].Value, Sha256: row.Groups[3].Value));
        var there = Directory.GetFiles(Folder, "*.safetensors").Select(path => (Path.GetFileName(path), Numbers(path), Sha256(path)));
        Assert.Equal(there.Order(), described.Order());
    }

    [Fact]
    public void The_convnet_that_never_saw_a_shoe_knows_its_seven_classes()
    {
        var path = Path.Combine(Folder, "fashion-seven.safetensors");
        using var file = new SafeTensorsFile(path);
        var classes = file.Metadata["classes"].Split(", ");
        Assert.Equal(FashionMnist.Classes.Except(["Sandal", "Sneaker", "Ankle Boot"]), classes);

        using var network = new Convnet(classes.Length);
        SafeTensors.Load(network, path);
        using var all = FashionMnist.Load(train: false).Only(classes);
        using var some = all.Take(1000);
        Assert.True(Trainer.Evaluate(network, new Batches(some, 500, shuffle: false)).Accuracy > 0.86);
    }

    private static string Numbers(string path)
    {
        using var file = new SafeTensorsFile(path);
        return $"{file.Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)):N0}";
    }

    private static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
