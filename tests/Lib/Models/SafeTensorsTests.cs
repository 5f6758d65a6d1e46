using System.Text;
using NotebookLib.Models;
using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");

    public void Dispose()
    {
        _scope.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void A_file_written_by_another_program_is_read_in_every_type()
    {
        var tensors = SafeTensors.Load(ReferenceFiles.PathOf("every-type.safetensors"));

        float[] halves = [-1.5f, -1, -0.5f, 0, 0.5f, 1];
        foreach (var (name, type) in (Dictionary<string, ScalarType>)new() { ["float64"] = ScalarType.Float64, ["float32"] = ScalarType.Float32, ["float16"] = ScalarType.Float16, ["bfloat16"] = ScalarType.BFloat16 })
        {
            Assert.Equal(type, tensors[name].dtype);
            Assert.Equal(halves, tensors[name].to(ScalarType.Float32).data<float>());
        }
        Assert.Equal([2, 3], tensors["float64"].shape);
        long[] counting = [-3, -2, -1, 0, 1, 2];
        Assert.Equal(counting.Select(n => n << 40), tensors["int64"].data<long>());
        Assert.Equal(counting.Select(n => (int)n << 20), tensors["int32"].data<int>());
        Assert.Equal(counting.Select(n => (short)(n << 10)), tensors["int16"].data<short>());
        Assert.Equal(counting.Select(n => (sbyte)(n * 42)), tensors["int8"].data<sbyte>());
        Assert.Equal(counting.Select(n => (byte)(n + 3)), tensors["uint8"].data<byte>());
        Assert.Equal(counting.Select(n => n > 0), tensors["bool"].data<bool>());
        Assert.Equal(0.1f, tensors["scalar"].item<float>());
        Assert.Equal([0, 4], tensors["empty"].shape);
        Assert.Equal(7, tensors["größe.日本"].item<int>());
    }

    [Fact]
    public void Types_shapes_and_metadata_are_known_before_any_tensor_is_read()
    {
        using var file = new SafeTensorsFile(ReferenceFiles.PathOf("every-type.safetensors"));
        Assert.Equal(13, file.Tensors.Count);
        Assert.Equal(ScalarType.Int16, file.Tensors.Single(tensor => tensor.Name == "int16").Type);
        Assert.Equal("plain_safetensors.py", file.Metadata["author"]);
        Assert.Equal("3.14", file.Metadata["π"]);
        Assert.Throws<KeyNotFoundException>(() => file.Read("int17"));
    }

    [Fact]
    public void What_is_saved_is_loaded_again_bit_for_bit()
    {
        var saved = SafeTensors.Load(ReferenceFiles.PathOf("every-type.safetensors"));
        saved["strided"] = arange(12, ScalarType.Float32).reshape(3, 4).t();

        SafeTensors.Save(saved, _path, metadata: new Dictionary<string, string> { ["note"] = "a \"quoted\" line\n" });

        var loaded = SafeTensors.Load(_path);
        Assert.Equal(saved.Keys.Order(), loaded.Keys.Order());
        Assert.All(saved, pair => Assert.True(Same(pair.Value, loaded[pair.Key]), pair.Key));
        using var file = new SafeTensorsFile(_path);
        Assert.Equal("a \"quoted\" line\n", file.Metadata["note"]);
        Assert.All(file.Tensors, tensor => Assert.Equal(0, tensor.Length == 0 ? 0 : tensor.Offset % (tensor.Length / tensor.Shape.Aggregate(1L, (a, b) => a * b))));
    }

    [Fact]
    public void Saving_as_float16_converts_floating_point_numbers_only()
    {
        SafeTensors.Save(new Dictionary<string, Tensor> { ["weight"] = tensor([0.1f]), ["steps"] = tensor([3L]) }, _path, ScalarType.Float16);

        var loaded = SafeTensors.Load(_path);
        Assert.Equal((float)(Half)0.1f, loaded["weight"].to(ScalarType.Float32).item<float>());
        Assert.Equal(3L, loaded["steps"].item<long>());
    }

    [Fact]
    public void A_network_computes_the_same_after_its_weights_went_through_a_file()
    {
        using var original = Network(outputs: 3);
        using var other = Network(outputs: 3);
        var input = rand(2, 1, 6, 6);
        original.forward(input).Dispose(); // moves the statistics of batch normalisation, which are buffers
        original.eval();
        other.eval();
        Assert.False(original.forward(input).allclose(other.forward(input)));

        SafeTensors.Save(original, _path);
        Assert.True(SafeTensors.Load(other, _path).IsComplete);

        Assert.True(Same(original.forward(input), other.forward(input)));
    }

    [Fact]
    public void Strict_loading_lists_what_does_not_match_and_changes_nothing()
    {
        using var ten = Network(outputs: 10);
        using var three = Network(outputs: 3);
        SafeTensors.Save(ten.state_dict().Where(pair => pair.Key != "0.bias").Append(new("extra", zeros(1))).ToDictionary(), _path);
        var before = three.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());

        var error = Assert.Throws<InvalidDataException>(() => SafeTensors.Load(three, _path));

        Assert.Contains("Missing (1): 0.bias", error.Message);
        Assert.Contains("Unexpected (1): extra", error.Message);
        Assert.Contains("4.weight: [10, 32] in the file, [3, 32] in the network", error.Message);
        Assert.All(three.state_dict(), pair => Assert.True(Same(pair.Value, before[pair.Key])));
    }

    [Fact]
    public void Partial_loading_takes_what_fits_and_reports_the_rest()
    {
        using var ten = Network(outputs: 10);
        using var three = Network(outputs: 3);
        SafeTensors.Save(ten, _path);
        var head = three.state_dict()["4.weight"].clone();

        var report = SafeTensors.Load(three, _path, strict: false);

        Assert.Empty(report.Missing);
        Assert.Empty(report.Unexpected);
        Assert.Equal(["4.bias", "4.weight"], report.MisShaped.Select(line => line.Split(':')[0]).Order());
        Assert.True(Same(three.state_dict()["0.weight"], ten.state_dict()["0.weight"]));
        Assert.True(Same(three.state_dict()["4.weight"], head));
    }

    [Fact]
    public void A_failed_save_leaves_the_file_that_was_there_and_no_other()
    {
        SafeTensors.Save(new Dictionary<string, Tensor> { ["a"] = ones(1) }, _path);
        var disposed = ones(1);
        disposed.Dispose();
        Assert.ThrowsAny<Exception>(() => SafeTensors.Save(new Dictionary<string, Tensor> { ["a"] = zeros(1), ["b"] = disposed }, _path));
        Assert.Equal(1f, SafeTensors.Load(_path)["a"].item<float>());
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_path)!, $"{Path.GetFileName(_path)}*"));
    }

    [Theory]
    [InlineData("", "too few")]
    [InlineData("\u0002\0\0\0", "too few")]
    [InlineData("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f{}", "limit")]
    [InlineData("\u0080\0\0\0\0\0\0\0{}", "cut short")]
    [InlineData("\u0002\0\0\0\0\0\0\0[]", "does not begin")]
    [InlineData("\u0002\0\0\0\0\0\0\0{}x", "belong to no tensor")]
    public void A_file_that_is_no_safetensors_file_is_refused_by_name(string latin1, string because)
    {
        File.WriteAllBytes(_path, Encoding.Latin1.GetBytes(latin1));
        Refused(because);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "JSON")]
    [InlineData("""{"x":1}""", "'x' is not described")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2]}}""", "'x' is not described")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "'x' is not described")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "'x' is not described")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "'x' is not described")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "'F8_E4M3'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "'x' of shape [3] and dtype F32 needs 12 bytes but has 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "cut short")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "'x' is said to be bytes 8 to 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", "more elements than any memory")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,0]}}""", "more elements than any memory")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "'y' overlaps")]
    [InlineData("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "before tensor 'y'")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "after the last tensor")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"x":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "Duplicate")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "JSON")]
    [InlineData("""{"x":{"dtype":"U8","shape":[[[[[[[[[[8]]]]]]]]]],"data_offsets":[0,8]}}""", "depth")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "JSON")]
    public void A_header_that_breaks_the_format_is_refused_with_the_reason(string header, string because)
    {
        File.WriteAllBytes(_path, [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[8]]);
        Refused(because);
    }

    private void Refused(string because)
    {
        var error = Assert.Throws<InvalidDataException>(() => new SafeTensorsFile(_path));
        Assert.Contains(Path.GetFileName(_path), error.Message);
        Assert.Contains(because, error.Message);
    }

    // 10,000 files damaged at random: bytes changed, inserted, removed, doubled or cut off, and digits replaced by digits
    // so that many headers stay valid JSON and only lie.
    [Fact]
    public void Ten_thousand_damaged_files_are_read_or_refused_within_the_memory_their_size_justifies()
    {
        var original = File.ReadAllBytes(ReferenceFiles.PathOf("every-type.safetensors"));
        var random = new Random(1);
        var readable = 0;
        for (var i = 0; i < 10_000; i++)
        {
            File.WriteAllBytes(_path, Damage(original, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var scope = NewDisposeScope();
                var tensors = SafeTensors.Load(_path);
                Assert.True(tensors.Values.Sum(tensor => tensor.NumberOfElements * tensor.ElementSize) <= new FileInfo(_path).Length);
                readable++;
            }
            catch (InvalidDataException)
            {
            }
            // The first exception of a kind costs some 100 kB whatever the file's size; a header that is believed costs far more.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64 * original.Length) + (1 << 20));
        }
        Assert.InRange(readable, 100, 9_900);
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 64), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.Insert(at, (byte)random.Next(256)); break;
                case 2: bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, Math.Max(bytes.Count - at - 1, 0)); break;
                default:
                    var digit = bytes.FindIndex(at, value => char.IsAsciiDigit((char)value));
                    if (digit >= 0) bytes[digit] = (byte)random.Next('0', '9' + 1);
                    break;
            }
        }
        return [.. bytes];
    }

    private static bool Same(Tensor a, Tensor b) => a.dtype == b.dtype && a.shape.SequenceEqual(b.shape) && a.eq(b).all().item<bool>();

    private static nn.Module<Tensor, Tensor> Network(int outputs) =>
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(32, outputs));
}
